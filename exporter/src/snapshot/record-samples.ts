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
/** What a refresh decompresses at most: a small batch can hide a large one. */
const mostDecompressed = 64 * 1024 * 1024;

/** Fetches the newest records of partitions and reads of their headers who wrote them; nothing else of them is kept. */
export async function readSamples(
  context: LeaderQuestions,
  { partition, offset }: Questions['samples'],
  sourceHeaders: readonly string[],
): Promise<SampledBatch[]> {
  const samples: SampledBatch[] = [];
  let decompressed = 0;
  await askLeaders(context, 'Fetch', partition, {
    right: 'READ',
    // More would come back empty whenever the first ones fill the answer.
    batchSize: maxBytes / partitionMaxBytes,
    request: (batch, answered) => {
      const topics = batch.topics.map(({ places, ...topic }) => ({
        ...topic,
        offsets: places.map((place) => offset[place] ?? -1),
      }));
      return fetchRecords({ topics, maxBytes, partitionMaxBytes }, (topic, number, error, records) => {
        const place = answered(topic, number, error);
        if (place === undefined || decompressed > mostDecompressed) return;
        try {
          for (const batch of recordBatches(records, mostRecords)) {
            const { lastOffset, timestampMs, producerId, isControl, headers } = batch;
            decompressed += batch.decompressedBytes;
            const source = headers.map((one) => sourceOf(one, sourceHeaders)).find((one) => one !== undefined);
            if (!isControl)
              samples.push({ partition: partition[place] ?? -1, offset: lastOffset, timestampMs, producerId, source });
            if (decompressed > mostDecompressed) break;
          }
        } catch (error) {
          context.troubles.add(error);
        }
      });
    },
  });
  return samples;
}
