import { expect, it } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { EventEmitter } from 'node:events';
import { watchConsumer } from '../src/consumer.ts';
import { Ledger } from '../src/ledger.ts';

/** kafkajs's events in the order in which it tells them when a partition that has a batch waiting is sought. */
it('does not take for handled what a seek passed over, though a batch from before it still begins', () => {
  const emitter = new EventEmitter();
  const events = {
    ...{ GROUP_JOIN: 'join', START_BATCH_PROCESS: 'start', END_BATCH_PROCESS: 'end', COMMIT_OFFSETS: 'commit' },
  };
  const inner = {
    events,
    on: (name: string, listen: (event: unknown) => void) => emitter.on(name, listen),
    seek: () => undefined,
  };
  const ledger = new Ledger({ service: 'reader', instance: 'reader', bucketMs: 60_000, now: Date.now });
  const consumer = watchConsumer(inner as unknown as Consumer, { groupId: 'group' }, ledger);
  const batch = (first: number, last: number) => {
    const payload = { topic: 'orders', partition: 0, firstOffset: `${first}`, lastOffset: `${last}`, batchSize: 5 };
    emitter.emit('start', { payload });
    emitter.emit('end', { payload });
  };
  const commit = (offset: number) => {
    const topics = [{ topic: 'orders', partitions: [{ partition: '0', offset: `${offset}` }] }];
    emitter.emit('commit', { payload: { topics } });
  };
  emitter.emit('join', { payload: {} });
  batch(0, 9);
  commit(10);
  consumer.seek({ topic: 'orders', partition: 0, offset: '20' });
  batch(10, 14);
  batch(20, 29);
  commit(30);
  const told = ledger.beacons({ all: true }).flatMap(({ consumed = [] }) => consumed);
  expect(told.map(({ partitions }) => partitions['0'])).toMatchObject([
    {
      handled: [
        [0, 9],
        [20, 29],
      ],
      skipped: [[10, 19]],
    },
  ]);
});
