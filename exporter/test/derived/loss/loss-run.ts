import { CommitRhythm } from '../../../src/derived/commit-rhythm.ts';
import type { Observation } from '../../../src/derived/finding.ts';
import { listGroupTopics } from '../../../src/derived/group-topic.ts';
import { Loss } from '../../../src/derived/loss/loss.ts';
import { markers } from '../../../src/derived/marker.ts';
import type { Remembered } from '../../../src/derived/remembered.ts';
import { SlotTable } from '../../../src/derived/slots.ts';
import type { LossCount } from '../../../src/derived/state.ts';
import { noAnswers, type Answers, type Questions } from '../../../src/snapshot/follow-up.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { smallSnapshot, type SmallGroup, type SmallTopic } from '../small-snapshot.ts';

export type LossQuestions = Pick<Questions, 'epochEnds' | 'topicIds'>;

/** What brokers answer: by default nothing. */
export interface Brokers {
  /** Where the leader ends an epoch of a partition (number) of a topic (name). */
  readonly epochEnd?: (partition: number, epoch: number, topic: string) => number;
  readonly gone?: readonly string[];
}

/** What lies behind a commit that is one below the end. */
type Behind = (typeof markers)[number];

/** Refreshes every ten seconds, as the deriver makes them of snapshots, for what concerns loss. */
export class LossRun {
  readonly loss: Loss;
  losses: readonly LossCount[] = [];
  observations: readonly Observation[] = [];
  asked: LossQuestions | undefined;
  readonly #slots = new SlotTable();
  readonly #rhythm: CommitRhythm;
  readonly #isTransactional: (partition: number) => boolean;
  readonly #behind: Behind;
  #before: Snapshot | undefined;
  #atMs: number;

  constructor(
    options: {
      readonly abandonedAfterMs?: number;
      readonly remembered?: Remembered | undefined;
      readonly isTransactional?: boolean;
      readonly behind?: Behind;
      /** When the first refresh is. */
      readonly atMs?: number;
    } = {},
  ) {
    const { abandonedAfterMs = 86_400_000, remembered, isTransactional = false, atMs = 1_000_000_000_000 } = options;
    this.#rhythm = new CommitRhythm(remembered?.groups);
    this.#behind = options.behind ?? 'no';
    this.loss = new Loss({ abandonedAfterMs, remembered });
    this.#isTransactional = () => isTransactional;
    this.#atMs = atMs;
  }

  async see(topics: readonly SmallTopic[], groups: readonly SmallGroup[] = [], brokers: Brokers = {}): Promise<void> {
    await this.seeSnapshot(smallSnapshot(this.#atMs, topics, groups), brokers);
  }

  async seeSnapshot(snapshot: Snapshot, { epochEnd = () => NaN, gone = [] }: Brokers = {}): Promise<void> {
    const moment = {
      snapshot,
      slots: this.#slots.next(snapshot),
      tickMs: snapshot.tickMs,
      wallMs: snapshot.finishedAtMs,
      refreshIntervalMs: 10_000,
      before: this.#before,
      answers: noAnswers,
    };
    this.#rhythm.update(moment);
    this.asked = this.loss.questions(moment, { rhythm: this.#rhythm });
    const { partition, epoch } = this.asked.epochEnds;
    const answers: Answers = {
      ...noAnswers,
      epochEnds: Float64Array.from(partition, (dense, place) =>
        epochEnd(
          snapshot.partitions.number[dense] ?? -1,
          epoch[place] ?? -1,
          snapshot.topics[snapshot.partitions.topic[dense] ?? -1]?.name ?? '',
        ),
      ),
      topicsGone: new Set(this.asked.topicIds.filter((id) => gone.includes(id))),
    };
    const result = await this.loss.update(
      { ...moment, answers },
      {
        rhythm: this.#rhythm,
        groupTopics: listGroupTopics(snapshot),
        isTransactional: this.#isTransactional,
        markers: this.#markersIn(snapshot),
      },
    );
    this.losses = result.losses;
    this.observations = result.observations;
    this.#before = snapshot;
    this.#atMs += 10_000;
  }

  #markersIn({ groups, partitions }: Snapshot): Uint8Array[] {
    return groups.map(({ offsets }) =>
      Uint8Array.from(offsets.committed, (committed, place) =>
        partitions.end[offsets.partition[place] ?? -1] === committed + 1 ? markers.indexOf(this.#behind) : 0,
      ),
    );
  }

  /** A refresh that failed. */
  miss(): void {
    this.#before = undefined;
    this.#atMs += 10_000;
  }

  wait(ms: number): void {
    this.#atMs += ms;
  }

  get atMs(): number {
    return this.#atMs;
  }

  /** Counters above 0 as `group/topic/cause`. */
  get counted(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.losses
        .filter(({ records }) => records > 0)
        .map(({ group = '', topic, cause, records }) => [`${group}/${topic}/${cause}`, records]),
    );
  }

  /** What is told, as `certainty name records bound`. */
  get told(): string[] {
    return this.observations.map(
      ({ certainty, name, records, bound }) => `${certainty} ${name} ${records ?? 'some'} ${bound ?? ''}`,
    );
  }
}
