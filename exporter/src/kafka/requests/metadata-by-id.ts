import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';

/**
 * Metadata (key 3) of topics by their id, which brokers answer from v12 on (Kafka 3.1; v10 and v11 have the field and
 * no meaning of it). For the layout see metadata.ts. A topic that is gone is answered with UNKNOWN_TOPIC_ID and no name.
 */
export interface TopicById {
  readonly id: string;
  /** Kafka's error code; 0 for a topic that is there. */
  readonly error: number;
}

export function metadataById(ids: readonly string[]): KafkaRequest<TopicById[]> {
  return {
    name: 'Metadata',
    key: 3,
    versions: [12, 13],
    flexibleFrom: 9,
    encode(w) {
      w.array(ids, (id) => {
        w.uuid(id);
        w.string(null);
        w.tags();
      });
      w.bool(false);
      w.bool(false);
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      skipBrokers(r);
      r.nullableString();
      r.int32();
      const topics: TopicById[] = [];
      for (let left = r.arrayLength(); left > 0; left--) {
        const error = r.int16();
        r.nullableString();
        const id = r.uuid();
        r.bool();
        skipPartitions(r);
        r.int32();
        r.tags();
        if (id !== undefined) topics.push({ id, error });
        if (sliceIsOver()) await nextTurn();
      }
      const error = version >= 13 ? r.int16() : 0;
      if (error !== 0) throw new BrokerAnswerError('Metadata', error);
      return topics;
    },
  };
}

function skipBrokers(r: Reader): void {
  for (let left = r.arrayLength(); left > 0; left--) {
    r.int32();
    r.string();
    r.int32();
    r.nullableString();
    r.tags();
  }
}

function skipPartitions(r: Reader): void {
  for (let left = r.arrayLength(); left > 0; left--) {
    r.int16();
    r.int32();
    r.int32();
    r.int32();
    for (let lists = 0; lists < 3; lists++) for (let nodes = r.arrayLength(); nodes > 0; nodes--) r.int32();
    r.tags();
  }
}
