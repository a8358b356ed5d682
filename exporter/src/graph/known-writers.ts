import type { Evidence } from '../api.ts';
import type { SeenProducer } from '../derived/producer/seen-producers.ts';
import type { Topic } from '../snapshot/snapshot.ts';
import type { Topology, NameSet } from '../topology/topology.ts';
import type { Current } from './current.ts';
import { learnWritten, topicsWritten } from './writes.ts';

/** Who writes to topics, as people declared it or as it was seen. */
export interface KnownWriter {
  /** An application reads too. */
  readonly kind: 'producer' | 'application';
  /** Unique among those of its kind. */
  readonly name: string;
  readonly isDeclared: boolean;
  /** Whether it has a name at all, and not only a producer id. */
  readonly isNamed: boolean;
  /** Producer ids that it was seen writing with. */
  readonly producerIds: number;
  /** Ids of the consumer groups that it reads with; declared ones may not be there. */
  readonly groups: readonly string[];
  /** Ascending by topic. */
  readonly writes: readonly KnownWrite[];
}

export interface KnownWrite {
  /** Index into snapshot.topics. */
  readonly topic: number;
  /** As its producer ids tell; NaN where they do not. */
  readonly recordsPerSecond: number;
  readonly isTransactional: boolean;
  /** At least one. */
  readonly evidence: readonly Evidence[];
  /** When it was last seen writing, milliseconds since 1970; undefined where it is declared only. */
  readonly lastMs: number | undefined;
}

interface Draft extends Pick<KnownWriter, 'name' | 'isDeclared' | 'isNamed'> {
  kind: KnownWriter['kind'];
  producerIds: number;
  readonly groups: Set<string>;
  readonly writes: Map<number, KnownWrite>;
}

/**
 * All that is known of who writes, by kind and name: what is declared, with what was seen of it, and who was seen
 * besides. A seen producer belongs to the declared application that reads with one of its groups or has its name.
 * Lets the event loop turn in between.
 */
export async function knownWriters({ snapshot, derived }: Current, topology: Topology): Promise<KnownWriter[]> {
  const { topics, groups } = snapshot;
  for (const { writes } of [...topology.producers, ...topology.applications]) await learnWritten(writes, topics);
  const drafts = [
    ...topology.applications.map((one) => declared('application', one.name, one.groups, one.writes, topics)),
    ...topology.producers.map((one) => declared('producer', one.name, [], one.writes, topics)),
  ];
  const byGroup = new Map<string, Draft>();
  const byName = new Map<string, Draft>();
  for (const draft of drafts.toReversed()) {
    byName.set(draft.name, draft);
    for (const group of draft.groups) byGroup.set(group, draft);
  }
  for (const producer of derived.producers) {
    const own = producer.groups.map((index) => groups[index]?.id ?? '');
    const known = own.map((id) => byGroup.get(id)).find((one) => one !== undefined) ?? byName.get(producer.name);
    const draft = known ?? seen(producer);
    if (known === undefined) drafts.push(draft);
    addSeen(
      draft,
      producer,
      own.filter((id) => (byGroup.get(id) ?? draft) === draft),
    );
  }
  return drafts
    .map(({ writes, groups: own, ...draft }) => ({
      ...draft,
      groups: [...own],
      writes: [...writes.values()].sort((left, right) => left.topic - right.topic),
    }))
    .sort((left, right) => order(left.name, right.name) || order(left.kind, right.kind));
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function declared(
  kind: KnownWriter['kind'],
  name: string,
  groups: readonly string[],
  writes: NameSet,
  topics: readonly Topic[],
): Draft {
  const written = topicsWritten(writes, topics);
  const write = { recordsPerSecond: NaN, isTransactional: false, evidence: ['declared'], lastMs: undefined } as const;
  return {
    kind,
    name,
    isDeclared: true,
    isNamed: true,
    producerIds: 0,
    groups: new Set(groups),
    writes: new Map(written.map((topic) => [topic, { ...write, topic }])),
  };
}

function seen({ name, isNamed }: SeenProducer): Draft {
  return { kind: 'producer', name, isDeclared: false, isNamed, producerIds: 0, groups: new Set(), writes: new Map() };
}

function addSeen(draft: Draft, producer: SeenProducer, groups: readonly string[]): void {
  draft.producerIds += producer.producerIds;
  for (const group of groups) draft.groups.add(group);
  if (draft.groups.size > 0) draft.kind = 'application';
  for (const write of producer.writes) {
    const before = draft.writes.get(write.topic);
    draft.writes.set(write.topic, before === undefined ? write : together(before, write));
  }
}

function together(left: KnownWrite, right: KnownWrite): KnownWrite {
  const [one, other] = [left.recordsPerSecond, right.recordsPerSecond];
  return {
    topic: left.topic,
    recordsPerSecond: Number.isNaN(one) ? other : Number.isNaN(other) ? one : one + other,
    isTransactional: left.isTransactional || right.isTransactional,
    evidence: [...new Set([...left.evidence, ...right.evidence])],
    lastMs: Math.max(left.lastMs ?? -Infinity, right.lastMs ?? -Infinity),
  };
}
