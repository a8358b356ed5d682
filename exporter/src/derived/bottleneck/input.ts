import type { DeclaredApplication } from '../../topology/topology.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { GroupTopics } from '../group-topic.ts';
import type { JudgedGroup } from '../status-judge.ts';

/** One refresh, as those see it who look for bottlenecks. Rates are records per second; NaN is unknown. */
export interface BottleneckInput {
  readonly snapshot: Snapshot;
  readonly groupTopics: GroupTopics;
  /** By index into snapshot.groups and place of its offsets. */
  readonly lag: readonly Float64Array[];
  readonly judged: readonly JudgedGroup[];
  /** By dense partition index. */
  readonly produceRate: Float64Array;
  /** By index into snapshot.topics. */
  readonly topicProduceRate: Float64Array;
  /** By pair of `groupTopics`. */
  readonly consumeRate: Float64Array;
  /** Those of this cluster that people declared: who reads with which groups and writes into which topics. */
  readonly applications: readonly DeclaredApplication[];
}
