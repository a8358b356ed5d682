import { recordBatches } from '../kafka/record-batches.ts';
import { fetchRecords } from '../kafka/requests/fetch.ts';
import { askLeaders, type LeaderQuestions } from './ask-leaders.ts';
import type { Questions, SampledBatch } from './follow-up.ts';
import { sourceOf } from './record-source.ts';

/** Most that one answer carries, and of one partition. */
const maxBytes = 1024 * 1024;
const partitionMaxBytes = 32 * 1024;
/** A batch is of one producer: its first records tell. */
const mostRecords = 5;

/** Fetches the newest records of partitions and reads of their headers who wrote them; nothing else of them is kept. */
export async function readSamples(
  context: LeaderQuestions,
  { partition, offset }: Questions['samples'],
  sourceHeaders: readonly string[],
): Promise<SampledBatch[]> {
  const samples: SampledBatch[] = [];
  await askLeaders(context, 'Fetch', partition, {
    right: 'READ',
    request: (batch, answered) => {
      const topics = batch.topics.map(({ places, ...topic }) => ({
        ...topic,
        offsets: places.map((place) => offset[place] ?? -1),
      }));
      return fetchRecords({ topics, maxBytes, partitionMaxBytes }, (topic, number, error, records) => {
        const place = answered(topic, number, error);
        if (place === undefined) return;
        try {
          for (const { producerId, isControl, headers } of recordBatches(records, mostRecords)) {
            const source = headers.map((one) => sourceOf(one, sourceHeaders)).find((one) => one !== undefined);
            if (!isControl) samples.push({ partition: partition[place] ?? -1, producerId, source });
          }
        } catch (error) {
          context.troubles.add(error);
        }
      });
    },
  });
  return samples;
}
