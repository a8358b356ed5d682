import { offsetForLeaderEpoch } from '../kafka/requests/offset-for-leader-epoch.ts';
import { askLeaders, type LeaderQuestions } from './ask-leaders.ts';
import type { Questions } from './follow-up.ts';

/**
 * Asks leaders where their logs end older epochs; NaN for unknown. An answer is about the largest epoch up to the
 * asked one that the leader's log knows: when that is a smaller one, the log holds no record of the asked epoch, and
 * the end of the smaller one is where everything up to the asked epoch ends (KIP-279, KIP-320; decision 0003).
 */
export async function readEpochEnds(
  context: LeaderQuestions,
  { partition, leaderEpoch, epoch }: Questions['epochEnds'],
): Promise<Float64Array> {
  const ends = new Float64Array(partition.length).fill(NaN);
  await askLeaders(context, 'OffsetForLeaderEpoch', partition, {
    request: (batch, answered) =>
      offsetForLeaderEpoch(
        batch.topics.map(({ name, partitions, places }) => ({
          name,
          partitions: partitions.map((number, i) => {
            const place = places[i] ?? -1;
            return { number, currentLeaderEpoch: leaderEpoch[place] ?? -1, epoch: epoch[place] ?? -1 };
          }),
        })),
        (topic, number, error, answeredEpoch, end) => {
          const place = answered(topic, number, error);
          if (place === undefined || answeredEpoch < 0 || end < 0) return;
          if (answeredEpoch <= (epoch[place] ?? -1)) ends[place] = end;
        },
      ),
  });
  return ends;
}
