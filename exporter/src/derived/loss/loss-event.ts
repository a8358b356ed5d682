import type { Bound, Certainty, LossCause } from '../finding.ts';

/**
 * What becomes of an event.
 * counted: proved, and it happened under the exporter's eyes; goes into the counter.
 * earlier: proved, but from before the exporter first saw the commit; a finding only.
 * abandoned: of a group that nobody seems to use any more; a finding only.
 * left: of a topic that the group no longer reads while it reads others; a finding only.
 * suspected: likely or possible, not proved; a finding only.
 */
export type Standing = 'counted' | 'earlier' | 'abandoned' | 'left' | 'suspected';

/** Records of one partition, or of one group in one topic, that were lost or may have been. */
export interface LossEvent {
  /** undefined where the topic lost records whoever reads it. */
  readonly group: string | undefined;
  readonly topic: string;
  readonly cause: LossCause;
  /** In offsets, above 0; undefined when nothing can be said about how many. */
  readonly records: number | undefined;
  readonly bound: Bound;
  readonly standing: Standing;
  /** Numbers of the partitions. */
  readonly partitions: readonly number[];
  /** One sentence with the offsets, epochs or times that it is known from. */
  readonly evidence: string;
}

export function certaintyOf(standing: Standing): Certainty {
  return standing === 'counted' || standing === 'earlier' ? 'proved' : 'suspected';
}
