import { describe, expect, it } from '@jest/globals';
import { BrokerUnreachableError } from '../../src/kafka/errors.ts';
import type { KafkaRequest } from '../../src/kafka/request.ts';
import { Reader, Writer } from '../../src/kafka/wire.ts';
import { readGoneTopics } from '../../src/snapshot/gone-topics.ts';
import { Troubles } from '../../src/snapshot/refresh.ts';

const id = 'AAAAAAAAAAAAAAAAAAAAAQ';
const there = 0;
const gone = 100;
const hidden = 29;
const dead = 'dead';

/** A Metadata v12 answer about one topic, which has neither name nor partitions. */
function answer(error: number): Buffer {
  const w = new Writer(true);
  w.int32(0);
  w.arrayLength(0);
  w.string(null);
  w.int32(1);
  w.array([error], (code) => {
    w.int16(code);
    w.string(null);
    w.uuid(id);
    w.bool(false);
    w.arrayLength(0);
    w.int32(0);
    w.tags();
  });
  w.tags();
  return w.finish();
}

/** What each broker says of the topic, by id from 1 on, and which were asked. */
function brokersThat(...say: readonly (number | typeof dead)[]) {
  const asked: number[] = [];
  return {
    asked,
    brokers: say.map((_, i) => ({ id: i + 1, host: 'localhost', port: 9092, rack: undefined })),
    async send<Answer>(broker: number, request: KafkaRequest<Answer>): Promise<Answer> {
      asked.push(broker);
      const said = say[broker - 1] ?? dead;
      if (said === dead) throw new BrokerUnreachableError(`broker ${String(broker)} is dead`);
      return request.decode(new Reader(answer(said), true), 12);
    },
  };
}

const lacking =
  'Metadata by topic id: TOPIC_AUTHORIZATION_FAILED (the principal lacks the right DESCRIBE on the topic)';

describe('a topic', () => {
  it.each<[string, (number | typeof dead)[], boolean, number[], string | undefined]>([
    ['is gone when two of three brokers know nothing of it', [gone, gone, there], true, [1, 2], undefined],
    ['is not gone when one knows it', [gone, there], false, [1, 2], undefined],
    ['is gone when the only broker knows nothing of it', [gone], true, [1], undefined],
    ['is not gone when it may not be seen', [hidden, hidden], false, [1, 2], lacking],
    ['is asked of a third broker when one is dead', [dead, gone, gone], true, [1, 2, 3], 'broker 1 is dead'],
    ['is not gone when but one of two brokers answers', [gone, dead], false, [1, 2], 'broker 2 is dead'],
  ])('%s', async (_, say, expected, asked, error) => {
    const cluster = brokersThat(...say);
    const troubles = new Troubles();
    expect([...(await readGoneTopics(cluster, [id, id], troubles))]).toEqual(expected ? [id] : []);
    expect(cluster.asked).toEqual(asked);
    expect(troubles.text).toBe(error);
  });
});
