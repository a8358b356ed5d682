import type { Questions } from '../../snapshot/follow-up.ts';
import type { Moment } from '../moment.ts';
import { Column } from '../column.ts';
import { isName, remembering, type NameOf } from './application-name.ts';
import { groupsOf, type Reader } from './join-groups.ts';
import { activeMs, ProducerSessions, type Session } from './sessions.ts';
import { nobody, producerEvidences, Sightings, type ProducerEvidence, type Sighting } from './sightings.ts';
import { PartitionTurns } from './turns.ts';

/** Somebody who was seen writing in the last quarter of an hour. */
export interface SeenProducer {
  /** An application's name; '#' and the producer id of one that nobody names; '?' for all who have not even that. */
  readonly name: string;
  readonly isNamed: boolean;
  /** Producer ids that it writes with; 0 where it was seen otherwise. */
  readonly producerIds: number;
  /** Indexes of the consumer groups that the same application reads with, ascending. */
  readonly groups: readonly number[];
  /** By topic, ascending. */
  readonly writes: readonly SeenWrite[];
}

export interface SeenWrite {
  /** Index into snapshot.topics. */
  readonly topic: number;
  /** By the sequences of its producer ids; NaN where they do not tell. */
  readonly recordsPerSecond: number;
  readonly isTransactional: boolean;
  readonly evidence: readonly ProducerEvidence[];
  /** Milliseconds since 1970. */
  readonly lastMs: number;
}

const unnamed = { name: undefined, evidence: 'producer-id' } as const;
/** What applications tell by themselves. */
interface Tellings {
  readonly sightings: readonly Sighting[];
  readonly readers: readonly Reader[];
}

const nobodyTells: Tellings = { sightings: [], readers: [] };

interface Draft {
  readonly isNamed: boolean;
  readonly ids: Set<number>;
  readonly writes: Map<number, DraftWrite>;
}

interface DraftWrite {
  /** undefined where no producer id was seen. */
  rate: number | undefined;
  isTransactional: boolean;
  readonly evidence: Set<ProducerEvidence>;
  lastMs: number;
}

export interface SeenProducersOptions {
  /** Whether DescribeProducers may be asked. */
  readonly askProducers: boolean;
  /** Whether records may be read (Fetch) for the headers that name their producers. */
  readonly readHeaders: boolean;
  readonly nameOf: NameOf;
}

/** Who writes to which topics: what several kinds of evidence tell, put together under the names of applications. */
export class SeenProducers {
  readonly #askProducers: boolean;
  readonly #readHeaders: boolean;
  readonly #turns = new PartitionTurns(mostAsked);
  readonly #sampleTurns = new PartitionTurns(mostSampled);
  readonly #sessions = new ProducerSessions();
  readonly #sightings = new Sightings();
  readonly #nameOf: NameOf;
  /** Names by producer id. An id that is no longer listed keeps its name while it is active. */
  readonly #names = new Map<
    number,
    { readonly name: string | undefined; readonly evidence: ProducerEvidence; readonly lastMs: number }
  >();
  /** Where partitions ended at the last refresh, by slot. */
  readonly #endBefore = new Column(NaN);

  constructor({ askProducers, readHeaders, nameOf }: SeenProducersOptions) {
    this.#askProducers = askProducers;
    this.#readHeaders = readHeaders;
    this.#nameOf = remembering(nameOf);
  }

  /** @param already Partitions that are asked for producers anyway. */
  questions(moment: Moment, already: Int32Array): Pick<Questions, 'producers' | 'samples'> {
    const { logStart, end } = moment.snapshot.partitions;
    const sampled = this.#readHeaders ? this.#sampleTurns.questions(moment) : new Int32Array();
    return {
      producers: this.#askProducers ? this.#turns.questions(moment, already) : already,
      samples: {
        partition: sampled,
        offset: Float64Array.from(sampled, (partition) => {
          const newest = Math.max((end[partition] ?? 0) - newestRecords, 0);
          const first = logStart[partition] ?? NaN;
          return first > newest ? first : newest;
        }),
      },
    };
  }

  /**
   * @param produceRate Records per second by dense partition index.
   * @param told Who says himself that he writes, or reads.
   */
  update(moment: Moment, produceRate: Float64Array, { sightings, readers }: Tellings = nobodyTells): SeenProducer[] {
    for (const sighting of sightings) this.#sightings.add(sighting);
    this.#noteTransactions(moment);
    this.#noteSamples(moment);
    this.#sessions.update(moment);
    const drafts = new Map<string, Draft>();
    this.#addSessions(moment, produceRate, drafts);
    this.#addSightings(moment, drafts);
    const named = new Set([...drafts].flatMap(([name, { isNamed }]) => (isNamed ? [name] : [])));
    const groups = groupsOf(moment.snapshot.groups, named, this.#nameOf, readers);
    return [...drafts]
      .map(([name, { isNamed, ids, writes }]): SeenProducer => ({
        name,
        isNamed,
        producerIds: ids.size,
        groups: groups.get(name) ?? [],
        writes: [...writes]
          .sort(([left], [right]) => left - right)
          .map(([topic, { rate, isTransactional, evidence, lastMs }]) => ({
            topic,
            recordsPerSecond: rate ?? NaN,
            isTransactional,
            evidence: producerEvidences.filter((one) => evidence.has(one)),
            lastMs,
          })),
      }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  #noteTransactions({ snapshot, wallMs }: Moment): void {
    for (const { id, producerId, open } of snapshot.transactions ?? []) {
      const name = this.#nameOf(id);
      if (name === undefined) continue;
      this.#names.set(producerId, { name, evidence: 'transaction', lastMs: wallMs });
      for (const { name: topic } of open?.topics ?? []) {
        this.#sightings.add({ name, topic, evidence: 'transaction', lastMs: wallMs });
      }
    }
    for (const [id, { lastMs }] of this.#names) if (wallMs - lastMs > rememberedMs) this.#names.delete(id);
  }

  /** A batch that names its producer names its producer id, too, unless a transactional id does. */
  #noteSamples({ snapshot, slots, answers, wallMs }: Moment): void {
    const { end, topic: topicOf } = snapshot.partitions;
    this.#endBefore.prepare(slots.partitionSlots, slots.freshPartitions);
    for (const { partition, offset, timestampMs, producerId, source } of answers.samples) {
      const topic = snapshot.topics[topicOf[partition] ?? -1]?.name ?? '';
      // What came since the last refresh is new, whatever time its producer gave it.
      const isNew = offset >= this.#endBefore.get(slots.ofPartition[partition] ?? -1);
      const lastMs = isNew ? wallMs : Math.min(timestampMs, wallMs);
      const known = producerId < 0 ? undefined : this.#names.get(producerId);
      const own = source === undefined ? undefined : (this.#nameOf(source) ?? (isName(source) ? source : undefined));
      const name = known?.evidence === 'transaction' ? known.name : own;
      if (name !== undefined) this.#sightings.add({ name, topic, evidence: 'header', lastMs });
      else if (producerId < 0 || !this.#askProducers)
        this.#sightings.add({ name: nobody, topic, evidence: 'header', lastMs });
      if (own === undefined || producerId < 0 || known?.evidence === 'transaction') continue;
      // Who passes on what others wrote writes under many names with one id: none of them is its own.
      const isOwn = known === undefined || known.name === own;
      this.#names.set(producerId, { name: isOwn ? own : undefined, evidence: 'header', lastMs: wallMs });
    }
    slots.ofPartition.forEach((slot, partition) => {
      const now = end[partition] ?? NaN;
      if (!Number.isNaN(now)) this.#endBefore.set(slot, now);
    });
  }

  #addSessions(moment: Moment, produceRate: Float64Array, drafts: Map<string, Draft>): void {
    const { snapshot, slots, wallMs } = moment;
    const { count, topic: topicOf } = snapshot.partitions;
    const ageMs = ageOf(this.#turns);
    /** Topics into which somebody writes where nobody was asked who. */
    const partly = new Set<number>();
    for (let partition = 0; partition < count; partition++) {
      const wasAsked = this.#sessions.wereAsked(slots.ofPartition[partition] ?? -1);
      if (!wasAsked && (produceRate[partition] ?? NaN) > 0) partly.add(topicOf[partition] ?? -1);
    }
    for (let partition = 0; partition < count; partition++) {
      const slot = slots.ofPartition[partition] ?? -1;
      if (!this.#sessions.has(slot) || snapshot.topics[topicOf[partition] ?? -1]?.internal === true) continue;
      const sessions = [...this.#sessions.of(slot, wallMs, ageMs)];
      for (const session of sessions) {
        const { name, evidence } = this.#names.get(session.id) ?? unnamed;
        const topic = topicOf[partition] ?? -1;
        const rate = partly.has(topic) ? NaN : rateOf(session, sessions, produceRate[partition] ?? NaN);
        const draft = draftOf(drafts, name ?? `#${session.id}`, name !== undefined);
        draft.ids.add(session.id);
        const write = addWrite(draft, {
          topic,
          isTransactional: session.isTransactional,
          evidence: name === undefined ? ['producer-id'] : [evidence, 'producer-id'],
          lastMs: session.lastMs,
        });
        // Where a part is not known the sum is not.
        write.rate = (write.rate ?? 0) + rate;
      }
    }
  }

  #addSightings({ snapshot, wallMs }: Moment, drafts: Map<string, Draft>): void {
    const sightings = [...this.#sightings.at(wallMs, ageOf(this.#sampleTurns))];
    if (sightings.length === 0) return;
    const indexOf = new Map(snapshot.topics.map(({ name, internal }, index) => [name, internal ? undefined : index]));
    for (const { name, topic, evidence, lastMs } of sightings) {
      const index = indexOf.get(topic);
      if (index === undefined) continue;
      const isTransactional = evidence === 'transaction';
      addWrite(draftOf(drafts, name, name !== nobody), {
        topic: index,
        isTransactional,
        evidence: [evidence],
        lastMs,
      });
    }
  }
}

/** Partitions asked about in one refresh at most: for their producers, and for their newest records. */
const mostAsked = 1_000;
const mostSampled = 100;
/** So many offsets before the end records are looked at. */
const newestRecords = 10;

/** Of what is asked about rarely news come rarely. */
function ageOf({ turnMs }: PartitionTurns): number {
  return Math.min(Math.max(activeMs, 1.5 * turnMs), rememberedMs);
}

/** Kafka forgets a transactional id after seven days, a producer id after one. */
const rememberedMs = 3_600_000;

/**
 * Whose sequences tell nothing writes all that comes, where it is alone. A partition in which nothing moves is not asked
 * about, and nobody writes more than what comes.
 */
function rateOf({ rate }: Session, all: readonly Session[], produceRate: number): number {
  if (Number.isNaN(rate)) return all.length === 1 ? produceRate : NaN;
  return rate > produceRate ? produceRate : rate;
}

function draftOf(drafts: Map<string, Draft>, name: string, isNamed: boolean): Draft {
  let draft = drafts.get(name);
  if (draft === undefined) drafts.set(name, (draft = { isNamed, ids: new Set(), writes: new Map() }));
  return draft;
}

function addWrite(
  { writes }: Draft,
  { topic, isTransactional, evidence, lastMs }: Omit<SeenWrite, 'recordsPerSecond'>,
): DraftWrite {
  let write = writes.get(topic);
  if (write === undefined)
    writes.set(topic, (write = { rate: undefined, isTransactional, evidence: new Set(), lastMs }));
  for (const one of evidence) write.evidence.add(one);
  write.isTransactional ||= isTransactional;
  write.lastMs = Math.max(write.lastMs, lastMs);
  return write;
}
