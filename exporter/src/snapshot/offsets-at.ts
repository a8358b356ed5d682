import { listOffsets } from '../kafka/requests/list-offsets.ts';
import { askLeaders, type LeaderQuestions } from './ask-leaders.ts';
import type { FoundOffsets, OffsetsAt } from './follow-up.ts';

/** The answer for a partition that has no such record. */
const none = -1;

/** Asks leaders for the first record that is not older than a moment, below the high watermark. */
export async function readOffsetsAt(
  context: LeaderQuestions & { readonly timeoutMs: number },
  { partition, timestampMs }: OffsetsAt,
): Promise<FoundOffsets> {
  const found = {
    offset: new Float64Array(partition.length).fill(NaN),
    timestampMs: new Float64Array(partition.length).fill(NaN),
  };
  // Brokers know whole milliseconds. Before 1970 is no time, but has meanings of its own (-1 is the end).
  const moment = (place: number): number => Math.max(0, Math.ceil(timestampMs[place] ?? NaN));
  await askLeaders(context, 'ListOffsets', partition, {
    asked: (place) => Number.isSafeInteger(moment(place)),
    request: (batch, answered) =>
      listOffsets(
        {
          timestamp: none,
          isolation: 'read_uncommitted',
          topics: batch.topics.map(({ name, partitions, places }) => ({
            name,
            partitions,
            timestamps: places.map(moment),
          })),
          timeoutMs: context.timeoutMs,
        },
        (topic, number, error, offset, _epoch, timestamp) => {
          const place = answered(topic, number, error);
          if (place === undefined) return;
          found.offset[place] = offset === none ? Infinity : offset;
          if (timestamp !== none) found.timestampMs[place] = timestamp;
        },
      ),
  });
  return found;
}
