/** What the audit knows after a refresh; plain values that nothing changes any more. */
export interface AuditState {
  /** By name. */
  readonly topics: readonly AuditedTopic[];
}

export interface AuditedTopic {
  readonly topic: string;
  /** Records that brokers acknowledged to probes, so far. */
  readonly acknowledged: number;
  /** Records that brokers refused, and that are in no topic. */
  readonly rejected: number;
  /** By id. */
  readonly groups: readonly AuditedGroup[];
  /** Oldest first. */
  readonly buckets: readonly AuditedBucket[];
}

export interface AuditedGroup {
  readonly group: string;
  readonly received: number;
  /** Acknowledged, and never received by the group: proved. */
  readonly missing: number;
  readonly duplicated: number;
  readonly redelivered: number;
  /** Handled later than `--audit.deadline` after they were handed over. */
  readonly late: number;
  /** Of the buckets closed in the last hour: which part was received; NaN without any. */
  readonly completeness: number;
  /** Counts by latencyBoundsMs and one more, and the sum in milliseconds. */
  readonly latency: readonly number[];
  readonly latencySumMs: number;
}

export interface AuditedBucket {
  readonly startMs: number;
  readonly endMs: number;
  readonly acknowledged: number;
  /** By group id. */
  readonly groups: ReadonlyMap<string, DeliveredBucket>;
}

/** What a group had of the records of a bucket. */
export interface DeliveredBucket {
  readonly received: number;
  /** null while it is open. */
  readonly missing: number | null;
  readonly duplicated: number;
  readonly redelivered: number;
  readonly late: number;
}
