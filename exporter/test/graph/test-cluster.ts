import type { SeenProducer } from '../../src/derived/producer/seen-producers.ts';
import type { ProducerEvidence } from '../../src/derived/producer/sightings.ts';
import type { ClusterState } from '../../src/derived/state.ts';
import { statuses, unknownStatus, type Status } from '../../src/derived/status.ts';
import type { ConsumerGroup, Partitions, Snapshot, Topic } from '../../src/snapshot/snapshot.ts';
import type { Topology } from '../../src/topology/topology.ts';
import type { GraphPattern, GraphQuery } from '../../src/graph/query.ts';
import { nothingFound, unjudgedGroup } from '../unjudged.ts';

/** A cluster in a few words; what is left out is unknown (rates) or plain (one partition, one replica). */
export interface TestCluster {
  readonly brokers?: number;
  readonly topics: readonly TestTopic[];
  readonly groups?: readonly TestGroup[];
  /** Seen writing. */
  readonly producers?: readonly TestProducer[];
}
export interface TestTopic {
  readonly name: string;
  readonly partitions?: number;
  readonly replicas?: number;
  readonly internal?: boolean;
  /** Records per second. */
  readonly rate?: number;
  /** Records since the topic was first seen. */
  readonly produced?: number;
}
export interface TestGroup {
  readonly id: string;
  readonly type?: ConsumerGroup['type'];
  readonly state?: string;
  readonly reads?: readonly TestRead[];
  /** Of the group and of each partition that it has offsets of; what is left out was not judged. */
  readonly status?: Status;
  readonly partitions?: readonly (Status | 'unknown')[];
  /** Partitions of each member, as 'topic/0'; undefined when the group could not be described. */
  readonly members?: readonly (readonly string[])[] | undefined;
}
export interface TestProducer {
  readonly name: string;
  readonly isNamed?: boolean;
  /** Ids of groups of the same application. */
  readonly groups?: readonly string[];
  /** Records per second by topic; NaN is unknown. */
  readonly writes: Readonly<Record<string, number>>;
  readonly evidence?: readonly ProducerEvidence[];
}
export interface TestRead {
  readonly topic: string;
  readonly lag?: number;
  readonly rate?: number;
  readonly committed?: number;
  readonly assigned?: number;
}

const none = new Int32Array();

export const readAtMs = Date.UTC(2026, 0, 1);

export function testState({ brokers = 3, topics, groups = [], producers = [] }: TestCluster, name = ''): ClusterState {
  const inOrder = [...topics].sort((a, b) => (a.name < b.name ? -1 : 1));
  let firstPartition = 0;
  const built = inOrder.map(({ name: topic, partitions = 1, internal = false }): Topic => {
    const start = firstPartition;
    firstPartition += partitions;
    return {
      name: topic,
      id: topic,
      internal,
      firstPartition: start,
      partitionCount: partitions,
      error: undefined,
      config: undefined,
      sizeBytes: undefined,
    };
  });
  const partitions = testPartitions(inOrder, built, brokers);
  const snapshot: Snapshot = {
    cluster: name,
    clusterId: 'test',
    finishedAtMs: readAtMs,
    tickMs: readAtMs,
    offsetsRetentionMs: 604_800_000,
    brokers: Array.from({ length: brokers }, (_, i) => ({
      id: i + 1,
      host: `b${String(i + 1)}.example`,
      port: 9092,
      rack: undefined,
      error: undefined,
      logDirs: [],
    })),
    quorum: undefined,
    topics: built,
    partitions,
    groups: groups.map((group) => testGroup(group, built)),
    transactions: undefined,
    collectors: [],
  };
  const indexOf = new Map(built.map((topic, i) => [topic.name, i]));
  return {
    name,
    refreshIntervalMs: 10_000,
    current: {
      snapshot,
      derived: {
        partitions: {
          produceRate: Float64Array.from(partitions.topic, (topic) => {
            const { rate = NaN, partitions: count = 1 } = inOrder[topic] ?? {};
            return rate / count;
          }),
        },
        topics: {
          produced: Float64Array.from(inOrder, ({ produced = NaN }) => produced),
          produceRate: Float64Array.from(inOrder, ({ rate = NaN }) => rate),
        },
        groups: groups.map(({ reads = [], status, partitions: judged = [] }) => ({
          ...unjudgedGroup({
            lag: new Float64Array(judged.length),
            topics: reads.map((read) => ({
              topic: indexOf.get(read.topic) ?? -1,
              lag: read.lag ?? NaN,
              committed: read.committed ?? 0,
              consumed: 0,
              consumeRate: read.rate ?? NaN,
              assignedPartitions: read.assigned ?? 0,
            })),
          }),
          verdict: { status, reason: status === undefined ? '' : `${status}: by hand.` },
          partitionStatus: Uint8Array.from(judged, (word) =>
            word === 'unknown' ? unknownStatus : statuses.indexOf(word),
          ),
        })),
        // The graph reads `groups` alone.
        groupTopics: { groupStart: none, topic: none, from: none, to: none, assigned: none },
        ...nothingFound,
        producers: producers.map((producer) => seenProducer(producer, groups, indexOf)),
      },
    },
    refresh: { ok: true, error: undefined, lastSuccessMs: readAtMs },
  };
}

function seenProducer(
  { name, isNamed = true, groups = [], writes, evidence = ['producer-id'] }: TestProducer,
  all: readonly TestGroup[],
  topics: ReadonlyMap<string, number>,
): SeenProducer {
  return {
    name,
    isNamed,
    producerIds: 1,
    groups: groups.map((id) => all.findIndex((group) => group.id === id)),
    writes: Object.entries(writes).map(([topic, recordsPerSecond]) => ({
      topic: topics.get(topic) ?? -1,
      recordsPerSecond,
      isTransactional: evidence.includes('transaction'),
      evidence,
      lastMs: readAtMs,
    })),
  };
}

function testPartitions(topics: readonly TestTopic[], built: readonly Topic[], brokers: number): Partitions {
  const rows = topics.flatMap(({ replicas = 1 }, topic) =>
    Array.from({ length: built[topic]?.partitionCount ?? 0 }, (_, number) => ({ topic, number, replicas })),
  );
  const starts = rows.reduce<number[]>((all, { replicas }) => [...all, (all.at(-1) ?? 0) + replicas], [0]);
  const nodes = rows.flatMap(({ number, replicas }) =>
    Array.from({ length: replicas }, (_, replica) => ((number + replica) % brokers) + 1),
  );
  const unknown = (): Float64Array => new Float64Array(rows.length).fill(NaN);
  const leaders = Int32Array.from(rows, ({ number }) => (number % brokers) + 1);
  return {
    count: rows.length,
    topic: Int32Array.from(rows, ({ topic }) => topic),
    number: Int32Array.from(rows, ({ number }) => number),
    leader: leaders,
    leaderEpoch: new Int32Array(rows.length),
    preferredLeader: leaders,
    replicaStart: Int32Array.from(starts),
    replicaNodes: Int32Array.from(nodes),
    isrCount: Int32Array.from(rows, ({ replicas }) => replicas),
    logStart: unknown(),
    end: unknown(),
    endEpoch: new Int32Array(rows.length),
    lastStable: unknown(),
    sizeBytes: unknown(),
    errors: new Map(),
  };
}

function testGroup(
  { id, type = 'classic', state = 'Stable', members }: TestGroup,
  topics: readonly Topic[],
): ConsumerGroup {
  const dense = (name: string): number => {
    const [topic, number] = name.split('/');
    return (topics.find((candidate) => candidate.name === topic)?.firstPartition ?? NaN) + Number(number);
  };
  return {
    id,
    type,
    state,
    protocol: 'range',
    protocolType: 'consumer',
    coordinator: 1,
    epoch: undefined,
    members: members?.map((assigned, i) => ({
      id: `${id}-${String(i)}-uuid`,
      clientId: `${id}-${String(i)}`,
      host: '/10.0.0.1',
      instanceId: undefined,
      assigned: Int32Array.from(assigned, dense),
    })),
    offsets: { partition: new Int32Array(), committed: new Float64Array() },
    error: undefined,
    share: undefined,
  };
}

export function testQuery(
  query: Partial<Omit<GraphQuery, 'topic' | 'group' | 'producer'>> & TestPatterns = {},
): GraphQuery {
  const { topic, group, producer, view = 'flow', limit = 200, apart } = query;
  return { view, limit, apart, topic: pattern(topic), group: pattern(group), producer: pattern(producer) };
}
interface TestPatterns {
  readonly topic?: string;
  readonly group?: string;
  readonly producer?: string;
}

function pattern(text: string | undefined): GraphPattern | undefined {
  return text === undefined ? undefined : { pattern: text, matches: (name) => new RegExp(text).test(name) };
}

/** Declared producers and applications, by the names of what they write. */
export function testTopology(declared: {
  producers?: Readonly<Record<string, readonly string[]>>;
  applications?: Readonly<Record<string, { groups: readonly string[]; writes: readonly string[] }>>;
}): Topology {
  const writes = (topics: readonly string[]) => ({ matches: (topic: string) => topics.includes(topic) });
  return {
    producers: Object.entries(declared.producers ?? {}).map(([name, topics]) => ({
      name,
      cluster: undefined,
      writes: writes(topics),
    })),
    applications: Object.entries(declared.applications ?? {}).map(([name, application]) => ({
      name,
      cluster: undefined,
      groups: application.groups,
      writes: writes(application.writes),
    })),
    names: [],
  };
}
