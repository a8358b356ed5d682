/** Status of a group, of a group in a topic, or of one of its partitions, by severity (docs/metrics.md). */
export const statuses = ['OK', 'REWIND', 'WARN', 'STALL', 'STOP'] as const;
export type Status = (typeof statuses)[number];

/** Index into `statuses`; the code of what was not judged. */
export const unknownStatus = 255;

export interface Verdict {
  /** undefined when it could not be judged. */
  readonly status: Status | undefined;
  /** A sentence that says why, in plain words, also when all is well. */
  readonly reason: string;
}
