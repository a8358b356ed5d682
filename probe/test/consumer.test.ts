import { describe, expect, it } from '@jest/globals';
import type { Consumer, ConsumerRunConfig, EachBatchPayload } from 'kafkajs';
import { EventEmitter } from 'node:events';
import { watchConsumer } from '../src/consumer.ts';
import { Ledger } from '../src/ledger.ts';

const topic = 'orders';
const source = 'shop.1';

/** A consumer with a probe that is told kafkajs's events in the order in which kafkajs tells them. */
class Scene {
  readonly #emitter = new EventEmitter();
  #config: ConsumerRunConfig = {};
  readonly ledger = new Ledger({ service: 'reader', instance: 'reader', bucketMs: 60_000, now: Date.now });
  readonly consumer = watchConsumer(this.#inner(), { groupId: 'group' }, this.ledger);

  #inner(): Consumer {
    const events = {
      ...{ GROUP_JOIN: 'join', START_BATCH_PROCESS: 'start', END_BATCH_PROCESS: 'end', COMMIT_OFFSETS: 'commit' },
    };
    const inner = {
      events,
      on: (name: string, listen: (event: unknown) => void) => this.#emitter.on(name, listen),
      seek: () => undefined,
      subscribe: () => Promise.resolve(),
      run: (config: ConsumerRunConfig) => {
        this.#config = config;
        return Promise.resolve();
      },
    };
    return inner as unknown as Consumer;
  }

  join(): void {
    this.#emitter.emit('join', { payload: {} });
  }

  /** Fetched, and given to the handler where there is one. */
  async batch(first: number, last: number): Promise<void> {
    const offsets = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const messages = offsets.map((offset) => ({
      offset: String(offset),
      headers: { 'ks-src': Buffer.from(`${source} ${offset} ${Date.now()}`) },
    }));
    const payload = { topic, partition: 0, firstOffset: `${first}`, lastOffset: `${last}`, batchSize: offsets.length };
    this.#emitter.emit('start', { payload });
    const batch = { topic, partition: 0, messages, lastOffset: () => `${last}` };
    await this.#config.eachBatch?.({ batch, resolveOffset: () => undefined } as unknown as EachBatchPayload);
    this.#emitter.emit('end', { payload });
  }

  commit(offset: number): void {
    const topics = [{ topic, partitions: [{ partition: '0', offset: `${offset}` }] }];
    this.#emitter.emit('commit', { payload: { topics } });
  }

  get told() {
    return this.ledger
      .beacons({ all: true })
      .flatMap(({ consumed = [] }) => consumed.map((one) => one.partitions['0']));
  }
}

it('does not take for handled what a seek passed over, though a batch from before it still begins', async () => {
  const scene = new Scene();
  scene.join();
  await scene.batch(0, 9);
  scene.commit(10);
  scene.consumer.seek({ topic, partition: 0, offset: '20' });
  await scene.batch(10, 14);
  await scene.batch(20, 29);
  scene.commit(30);
  expect(scene.told).toMatchObject([
    {
      handled: [
        [0, 9],
        [20, 29],
      ],
      skipped: [[10, 19]],
    },
  ]);
});

describe('of a batch of which the handler resolves each tenth record', () => {
  const eachTenth = async (payload: EachBatchPayload): Promise<void> => {
    for (const [index, { offset }] of payload.batch.messages.entries())
      if (index % 10 === 9) payload.resolveOffset(offset);
    return Promise.resolve();
  };

  it('the rest may have been handled, as kafkajs resolves it by itself', async () => {
    const scene = new Scene();
    await scene.consumer.run({ eachBatch: eachTenth });
    scene.join();
    await scene.batch(0, 24);
    scene.commit(25);
    const runs = { runs: [[0, 19, 0, 19]] };
    expect(scene.told).toMatchObject([
      {
        handled: [[0, 24]],
        sources: { [source]: runs },
        partial: 'a handler resolved some records of a batch, and left the rest to its client',
      },
    ]);
  });

  it('the rest comes again where kafkajs does not', async () => {
    const scene = new Scene();
    await scene.consumer.run({ eachBatch: eachTenth, eachBatchAutoResolve: false });
    scene.join();
    await scene.batch(0, 24);
    scene.commit(20);
    expect(scene.told).toMatchObject([{ handled: [[0, 19]] }]);
    expect(scene.told[0]).not.toHaveProperty('partial');
  });
});

it('reads on in a topic that was made anew, where offsets begin again', async () => {
  const scene = new Scene();
  await scene.consumer.run({ eachBatch: () => Promise.resolve() });
  scene.join();
  await scene.batch(100, 109);
  // Its first record was an unprobed client's, or a marker.
  await scene.batch(0, 4);
  await scene.batch(6, 9);
  expect(scene.told[0]?.handled).toEqual([
    [0, 9],
    [100, 109],
  ]);
});

it('tells of a topic only the settings of clients that read it', async () => {
  const scene = new Scene();
  scene.ledger.handedOver('elsewhere', Date.now())();
  await scene.consumer.subscribe({ topics: [/^ord/] });
  await scene.consumer.run({ eachBatch: () => Promise.resolve() });
  scene.join();
  await scene.batch(0, 1);
  expect(scene.ledger.beacons().map((beacon) => [beacon.topic, beacon.settings])).toEqual([
    ['elsewhere', undefined],
    ['orders', { fromBeginning: false, autoCommit: true }],
  ]);
});
