import { describeErrorCode, errorCode } from '../kafka/errors.ts';
import { metadataById, type TopicById } from '../kafka/requests/metadata-by-id.ts';
import type { Refresh, Troubles } from './refresh.ts';

type Brokers = Pick<Refresh, 'brokers' | 'send'>;

const chunkSize = 10_000;
/** One broker alone may not have heard of a topic yet, or be cut off from the controller. */
const wanted = 2;

/**
 * Asks two brokers, or the only one, whether they know topics by their id. Those are gone that all of them know
 * nothing of; none is when fewer answer.
 */
export async function readGoneTopics(
  refresh: Brokers,
  ids: readonly string[],
  troubles: Troubles,
): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids)];
  const needed = Math.min(wanted, refresh.brokers.length);
  const waiting = refresh.brokers.map(({ id }) => id);
  /** How many brokers said so, by topic id. */
  const unknownTo = new Map<string, number>();
  /** Asks one broker after the other until one answers. */
  const ask = async (): Promise<void> => {
    for (let broker = waiting.shift(); broker !== undefined; broker = waiting.shift()) {
      let topics: TopicById[];
      try {
        topics = await askInChunks(refresh, broker, asked);
      } catch (error) {
        troubles.add(error);
        continue;
      }
      for (const { id, error } of topics) {
        if (error === errorCode.unknownTopicId) unknownTo.set(id, (unknownTo.get(id) ?? 0) + 1);
        else if (error !== errorCode.none) troubles.add(`Metadata by topic id: ${describeErrorCode(error)}`);
      }
      return;
    }
  };
  await Promise.all(Array.from({ length: needed }, ask));
  return new Set([...unknownTo].filter(([, brokers]) => brokers === needed).map(([id]) => id));
}

async function askInChunks(refresh: Brokers, broker: number, ids: readonly string[]): Promise<TopicById[]> {
  const topics: TopicById[] = [];
  for (let at = 0; at < ids.length; at += chunkSize) {
    topics.push(...(await refresh.send(broker, metadataById(ids.slice(at, at + chunkSize)))));
  }
  return topics;
}
