import type { Writer } from '../wire.ts';

/** What the four describe requests (classic, consumer, streams, share) have in common. */
export interface DescribedGroup {
  readonly id: string;
  readonly error: number;
  readonly errorMessage: string | null;
  readonly state: string;
  readonly protocolType: string | undefined;
  /** Assignor or protocol; '' when there is none. */
  readonly protocol: string;
  readonly epoch: number | undefined;
  readonly members: readonly DescribedMember[];
}

export interface DescribedMember {
  readonly id: string;
  readonly instanceId: string | undefined;
  readonly clientId: string;
  readonly host: string;
  /** undefined when the assignment is not in a form that is known (Kafka Connect's, say). */
  readonly assignment: readonly TopicPartitions[] | undefined;
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** What ConsumerGroupDescribe, ShareGroupDescribe and StreamsGroupDescribe are asked: these groups, without rights. */
export function writeGroupIds(w: Writer, ids: readonly string[]): void {
  w.array(ids, (id) => {
    w.string(id);
  });
  w.bool(false);
  w.tags();
}
