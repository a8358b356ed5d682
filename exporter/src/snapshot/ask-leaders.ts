import { describeErrorCode, errorCode, type Right } from '../kafka/errors.ts';
import type { KafkaRequest } from '../kafka/request.ts';
import { batchPlaces, type LeaderBatch } from './leader-batches.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { TopicTable } from './topics.ts';

export interface LeaderQuestions {
  readonly refresh: Refresh;
  readonly table: TopicTable;
  readonly troubles: Troubles;
}

/** One kind of question about partitions. */
export interface Kind {
  /** Whether the place is to be asked at all; default all are. */
  readonly asked?: (place: number) => boolean;
  /** Makes the request of a batch; each of its answers goes through `answered`. */
  readonly request: (batch: LeaderBatch, answered: Answered) => KafkaRequest<void>;
  /** Most partitions in one request, default 10,000. */
  readonly batchSize?: number;
  /** The right on the topic that the request needs, default DESCRIBE. */
  readonly right?: Right;
}

/** The place of the question that is answered; undefined when the answer is an error. */
export type Answered = (topic: string, number: number, error: number) => number | undefined;

const defaultBatchSize = 10_000;

/** A partition's leader has just changed, or is just coming: the next refresh knows more. */
const passing: ReadonlySet<number> = new Set([
  errorCode.unknownTopicOrPartition,
  errorCode.leaderNotAvailable,
  errorCode.notLeader,
  errorCode.fencedLeaderEpoch,
  errorCode.unknownLeaderEpoch,
  errorCode.offsetNotAvailable,
  errorCode.offsetOutOfRange,
]);

/**
 * Asks the leaders of partitions, all at once. What a broker refuses for a reason that does not pass by itself, and
 * brokers that do not answer, are troubles; each is said once.
 */
export async function askLeaders(
  { refresh, table, troubles }: LeaderQuestions,
  api: string,
  partition: Int32Array,
  { asked, request, batchSize = defaultBatchSize, right = 'DESCRIBE' }: Kind,
): Promise<void> {
  const ask = async (batch: LeaderBatch): Promise<void> => {
    const refused = new Set<number>();
    const answered: Answered = (topic, number, error) => {
      if (error === errorCode.none) return batch.place(topic, number);
      if (!passing.has(error)) refused.add(error);
      return undefined;
    };
    try {
      await refresh.send(batch.leader, request(batch, answered));
    } catch (error) {
      troubles.add(error);
    }
    for (const code of refused) troubles.add(`${api}: ${describeErrorCode(code, right)}`);
  };
  const batches = await batchPlaces(table, partition, batchSize, asked);
  await Promise.all(batches.map(ask));
}
