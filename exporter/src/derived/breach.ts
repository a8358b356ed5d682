import type { Snapshot } from '../snapshot/snapshot.ts';

/**
 * Offsets that contradict the order in which a snapshot is read (log start, committed, end): for a healthy group
 * log start <= committed <= end. Partitions of one topic are told together.
 */
export interface Breach {
  readonly kind: 'log-start-beyond-end' | 'committed-beyond-end' | 'committed-before-log-start';
  readonly topic: string;
  /** undefined when the topic alone is concerned. */
  readonly group: string | undefined;
  readonly partitions: number;
  /** The first of them. */
  readonly example: {
    readonly partition: number;
    readonly logStart: number;
    readonly committed: number | undefined;
    readonly end: number;
  };
}

export function findBreaches(snapshot: Snapshot): Breach[] {
  const found = new Map<string, { breach: Breach; partitions: number }>();
  const note = (kind: Breach['kind'], partition: number, group: string | undefined, committed: number | undefined) => {
    const { logStart, end, number, topic } = snapshot.partitions;
    const name = snapshot.topics[topic[partition] ?? -1]?.name ?? '';
    const key = JSON.stringify([kind, name, group]);
    const entry = found.get(key);
    if (entry !== undefined) {
      entry.partitions++;
      return;
    }
    const example = {
      partition: number[partition] ?? -1,
      logStart: logStart[partition] ?? NaN,
      committed,
      end: end[partition] ?? NaN,
    };
    found.set(key, { breach: { kind, topic: name, group, partitions: 1, example }, partitions: 1 });
  };
  const { logStart, end } = snapshot.partitions;
  for (let partition = 0; partition < snapshot.partitions.count; partition++) {
    if ((logStart[partition] ?? NaN) > (end[partition] ?? NaN))
      note('log-start-beyond-end', partition, undefined, undefined);
  }
  for (const { id, offsets } of snapshot.groups) {
    for (let place = 0; place < offsets.partition.length; place++) {
      const partition = offsets.partition[place] ?? -1;
      const committed = offsets.committed[place] ?? NaN;
      if (committed > (end[partition] ?? NaN)) note('committed-beyond-end', partition, id, committed);
      if (committed < (logStart[partition] ?? NaN)) note('committed-before-log-start', partition, id, committed);
    }
  }
  return [...found.values()].map(({ breach, partitions }) => ({ ...breach, partitions }));
}
