import type { ConsumerGroup } from '../../snapshot/snapshot.ts';
import type { CommitRhythm } from '../commit-rhythm.ts';
import type { Bound } from '../finding.ts';
import type { GroupTopics } from '../group-topic.ts';
import type { Markers } from '../marker.ts';
import type { Moment } from '../moment.ts';
import type { GroupActivity } from './group-activity.ts';
import type { LeftTopics } from './left-topics.ts';

/** What the causes of loss look at in one refresh. */
export interface LossMoment {
  readonly moment: Moment;
  readonly rhythm: CommitRhythm;
  readonly groupTopics: GroupTopics;
  readonly activity: GroupActivity;
  readonly left: LeftTopics;
  /** Groups of `moment.before` by id; empty when there is none. */
  readonly groupsBefore: ReadonlyMap<string, ConsumerGroup>;
  /** Whether a dense partition is known to hold transaction markers. */
  readonly isTransactional: (partition: number) => boolean;
  /** Where a commit has only the marker of a transaction, or maybe one, behind it: no record is left there. */
  readonly markers: Markers;
}

/** Compaction and transaction markers leave offsets without a record: counts of offsets are upper bounds there. */
export function boundOf({ moment, isTransactional }: LossMoment, partition: number): Bound {
  const { topics, partitions } = moment.snapshot;
  const config = topics[partitions.topic[partition] ?? -1]?.config;
  return isCompacted(config?.cleanupPolicy) || isTransactional(partition) ? 'upper' : 'exact';
}

/** Takes a topic of unknown configuration for one that is compacted. */
export function isCompacted(cleanupPolicy: string | undefined): boolean {
  return cleanupPolicy?.includes('compact') ?? true;
}
