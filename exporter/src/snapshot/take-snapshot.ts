import type { ClusterConfig, CollectorName } from '../config/config.ts';
import type { ClusterConnections } from '../kafka/cluster-connections.ts';
import { earliest, latest } from '../kafka/requests/list-offsets.ts';
import { metadata, type MetadataAnswer } from '../kafka/requests/metadata.ts';
import { answerQuestions } from './answer-questions.ts';
import { BrokerConfigs } from './broker-configs.ts';
import { collectInto, inOrderOfName, type Collect } from './collect.ts';
import { readGroups } from './consumer-groups.ts';
import type { Answers, Questions } from './follow-up.ts';
import { LogDirs } from './log-dirs.ts';
import { batchByLeader, readOffsets } from './partition-offsets.ts';
import { QuorumReader } from './quorum.ts';
import { Refresh, type Troubles } from './refresh.ts';
import type { CollectorOutcome, Quorum, Snapshot, Topic } from './snapshot.ts';
import { TopicConfigs } from './topic-configs.ts';
import { TopicsBuilder, type TopicTable } from './topics.ts';
import { readTransactions } from './transactions.ts';

export interface SnapshotTakerOptions {
  readonly cluster: ClusterConfig;
  readonly connections: ClusterConnections;
  readonly software: { readonly name: string; readonly version: string };
  /** How long a broker may take for one answer. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** Takes snapshots of one cluster; between them it remembers only what is read on slower loops. */
export class SnapshotTaker {
  private readonly options: SnapshotTakerOptions;
  private readonly configs = new TopicConfigs();
  private readonly brokerConfigs = new BrokerConfigs();
  private readonly logDirs = new LogDirs();
  private readonly quorum = new QuorumReader();
  private before: Snapshot | undefined;
  /** What the newest snapshot was made from. */
  private newest: { readonly refresh: Refresh; readonly table: TopicTable } | undefined;

  constructor(options: SnapshotTakerOptions) {
    this.options = options;
  }

  /**
   * One pass: metadata, then earliest offsets, then committed ones, then the ends, last of all the last stable
   * offsets, so that log start <= committed <= end holds for every healthy group.
   * @throws BrokerUnreachableError when no broker answers at all; everything less is part of the snapshot.
   */
  async take(): Promise<Snapshot> {
    const { cluster, connections, now } = this.options;
    const startedAtMs = now();
    const outcomes: CollectorOutcome[] = [];
    const collect = collectInto(outcomes);

    const { answer, table } = await collect('metadata', () => this.readMetadata());
    const refresh = new Refresh(connections, answer.brokers);
    const optional = (name: CollectorName, work: (troubles: Troubles) => Promise<void>): Promise<void> =>
      cluster.collectors[name] ? collect(name, work) : Promise.resolve();

    let quorum: Quorum | undefined;
    let transactions: Snapshot['transactions'];
    const slow = [
      optional('quorum', async (troubles) => {
        quorum = await this.quorum.read(refresh, this.options.software, troubles);
      }),
      optional('configs', async (troubles) => {
        await Promise.all([
          this.brokerConfigs.update(refresh, startedAtMs, troubles),
          this.configs.update(refresh, table.topics, startedAtMs, troubles),
        ]);
      }),
      optional('transactions', async (troubles) => {
        transactions = await readTransactions(refresh, troubles);
      }),
      optional('log-dirs', (troubles) => this.logDirs.update(refresh, table, startedAtMs, troubles)),
    ].map((work) => work.catch(ignoreRecorded));

    const groups = await this.readOffsetsAndGroups(refresh, table, collect, optional);
    await Promise.all(slow);

    this.logDirs.fill(table);
    const snapshot: Snapshot = {
      cluster: cluster.name,
      clusterId: answer.clusterId,
      finishedAtMs: now(),
      tickMs: performance.now(),
      offsetsRetentionMs: this.brokerConfigs.offsetsRetentionMs,
      brokers: refresh.brokers.map((broker) => ({
        ...broker,
        error: refresh.failure(broker.id),
        logDirs: this.logDirs.ofBroker(broker.id),
      })),
      quorum,
      topics: table.topics.map((topic) => this.completed(topic, table)),
      partitions: table.partitions,
      groups,
      transactions,
      collectors: inOrderOfName(outcomes),
    };
    this.before = snapshot;
    this.newest = { refresh, table };
    return snapshot;
  }

  /**
   * Asks the brokers what the newest snapshot leaves open; one that was found dead while it was taken is not asked
   * again. What fails is unknown and in the answers' collectors. @throws Error before the first snapshot.
   */
  async answer(questions: Questions): Promise<Answers> {
    if (this.newest === undefined) throw new Error('there is no snapshot yet that could leave anything open');
    const { timeoutMs, cluster } = this.options;
    return answerQuestions({ ...this.newest, timeoutMs, sourceHeaders: cluster.sourceHeaders }, questions);
  }

  private async readMetadata(): Promise<{ answer: MetadataAnswer; table: TopicTable }> {
    const { cluster, connections } = this.options;
    let builder = new TopicsBuilder(cluster.topics);
    const answer = await connections.sendToAny(() => {
      builder = new TopicsBuilder(cluster.topics);
      return metadata(builder);
    });
    connections.learn(answer.brokers);
    return { answer, table: builder.finish() };
  }

  private async readOffsetsAndGroups(
    refresh: Refresh,
    table: TopicTable,
    collect: Collect,
    optional: (name: CollectorName, work: (troubles: Troubles) => Promise<void>) => Promise<void>,
  ): Promise<Snapshot['groups']> {
    const { cluster, timeoutMs } = this.options;
    const { partitions } = table;
    const passes = { refresh, table, batches: batchByLeader(table), timeoutMs };
    const uncommitted = 'read_uncommitted';
    return collect('offsets', async (troubles) => {
      const start = { timestamp: earliest, isolation: uncommitted } as const;
      await readOffsets(passes, start, { into: partitions.logStart }, troubles);

      const groups = await collect('groups', (groupTroubles) =>
        readGroups({ refresh, table, wanted: cluster.groups, before: this.before?.groups, troubles: groupTroubles }),
      );

      const end = { timestamp: latest, isolation: uncommitted } as const;
      await readOffsets(passes, end, { into: partitions.end, epochs: partitions.endEpoch }, troubles);
      await optional('last-stable', (stableTroubles) => {
        const stable = { timestamp: latest, isolation: 'read_committed' } as const;
        return readOffsets(passes, stable, { into: partitions.lastStable }, stableTroubles);
      });
      return groups;
    });
  }

  private completed(topic: Topic, { partitions }: TopicTable): Topic {
    let sizeBytes = 0;
    for (let i = 0; i < topic.partitionCount; i++) sizeBytes += partitions.sizeBytes[topic.firstPartition + i] ?? NaN;
    return {
      ...topic,
      config: this.configs.get(topic),
      sizeBytes: Number.isNaN(sizeBytes) ? undefined : sizeBytes,
    };
  }
}

/** A collector's failure is in its outcome already. */
function ignoreRecorded(): void {
  return;
}
