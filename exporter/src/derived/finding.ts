/** What the exporter noticed, in plain words and with its evidence. */
export interface Finding extends Observation {
  /** Unique, also over restarts: the observation's key and when it began. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  /** When it was last seen to hold, or to grow. */
  readonly updatedMs: number;
  /** undefined while it holds. */
  readonly endedMs: number | undefined;
}

/** Something that holds in one refresh. The same key in the next refresh is the same finding, continued. */
export interface Observation {
  /** Kind, name and subject; made by `observationKey`. */
  readonly key: string;
  readonly kind: FindingKind;
  /** Which cause, risk, status, bottleneck or breach: one of a closed set per kind. */
  readonly name: string;
  readonly certainty: Certainty;
  readonly severity: Severity;
  readonly topic: string | undefined;
  readonly group: string | undefined;
  readonly broker: number | undefined;
  /** Partitions concerned, ascending; at most the first ten. */
  readonly partitions: readonly number[];
  /** Records concerned; undefined where that has no meaning. */
  readonly records: number | undefined;
  /** How exact `records` is; undefined without records. */
  readonly bound: Bound | undefined;
  /** One sentence: what, where, how much. */
  readonly title: string;
  /** How it is known: offsets, epochs, times. One or two sentences. */
  readonly evidence: string;
  /** What to do. One or two sentences. */
  readonly advice: string;
  /** Name of a file in docs/runbooks without its ending. */
  readonly runbook: string;
}

export type FindingKind = 'loss' | 'risk' | 'status' | 'bottleneck' | 'breach';
export type Certainty = 'proved' | 'suspected';
export type Severity = 'info' | 'warning' | 'critical';
export type Bound = 'exact' | 'upper' | 'lower';

export type LossCause = 'expired' | 'truncated' | 'deleted' | 'skipped' | 'reset' | 'unsent';
export type Risk =
  | 'replication_factor_1'
  | 'min_isr_1'
  | 'min_isr_equals_replication'
  | 'unclean_election'
  | 'retention_below_lag'
  | 'compaction_below_lag'
  | 'one_rack'
  | 'offsets_expire'
  | 'disk_full';
export type Bottleneck = 'hot_partition' | 'slow_member' | 'too_few_partitions' | 'idle_members' | 'slow_stage';

/** Unambiguous although ids may hold any character. */
export function observationKey(
  kind: FindingKind,
  name: string,
  subject: {
    readonly topic?: string | undefined;
    readonly group?: string | undefined;
    readonly broker?: number | undefined;
  },
): string {
  return JSON.stringify([kind, name, subject.topic ?? null, subject.group ?? null, subject.broker ?? null]);
}
