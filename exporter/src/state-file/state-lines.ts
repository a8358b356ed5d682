import type { Remembered } from '../derived/remembered.ts';

/** To be raised whenever an older exporter would misread the lines, or a newer one those of an older. */
export const stateVersion = 1;

/**
 * The lines of a state file, without line ends: a header, one line for each thing that is remembered, and a last one
 * with the number of lines, so that a file that was cut short is known for what it is. Unknown numbers are null.
 */
export function* stateLines(
  clusterId: string | undefined,
  { savedMs, topics, counters, groups, expired, findings }: Remembered,
): Generator<string> {
  let lines = 0;
  const line = (kind: string, content: object): string => {
    lines++;
    return JSON.stringify({ kind, ...content });
  };
  yield line('kafkascope-state', { version: stateVersion, clusterId, savedMs });
  for (const { id, name, epoch, highWatermark, logStart, checkedEpoch } of topics) {
    yield line('topic', {
      id,
      name,
      epoch: [...epoch],
      highWatermark: [...highWatermark],
      logStart: [...logStart],
      checkedEpoch: [...checkedEpoch],
    });
  }
  for (const counter of counters) yield line('counter', counter);
  for (const group of groups) yield line('group', group);
  for (const expiry of expired) yield line('expired', expiry);
  for (const finding of findings) yield line('finding', { finding });
  yield line('end', { lines: lines + 1 });
}
