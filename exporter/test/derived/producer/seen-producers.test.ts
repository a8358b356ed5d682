import { describe, expect, it } from '@jest/globals';
import { applicationName, namesWith } from '../../../src/derived/producer/application-name.ts';
import { SeenProducers, type SeenProducer } from '../../../src/derived/producer/seen-producers.ts';
import { SlotTable } from '../../../src/derived/slots.ts';
import type { Reader } from '../../../src/derived/producer/join-groups.ts';
import { noAnswers, type PartitionProducer, type SampledBatch } from '../../../src/snapshot/follow-up.ts';
import type { Transaction } from '../../../src/snapshot/snapshot.ts';
import { smallMoment, smallProducer, smallSnapshot, type SmallGroup } from '../small-snapshot.ts';

interface Refresh {
  readonly atSeconds: number;
  /** Producers by partition of `orders`, of which there are two. */
  readonly producers?: Readonly<Record<number, readonly Partial<PartitionProducer>[]>>;
  readonly transactions?: readonly Partial<Transaction>[];
  readonly groups?: readonly SmallGroup[];
  /** Newest batches; default of partition 0, written just now. */
  readonly samples?: readonly Partial<SampledBatch>[];
  /** Groups that applications say that they read with. */
  readonly readers?: readonly Reader[];
  /** Records per second of each partition. */
  readonly rates?: readonly number[];
}

const startMs = Date.UTC(2026, 0, 1);

/** Who is seen after the last refresh. */
function see(...refreshes: readonly Refresh[]): SeenProducer[] {
  const ids = { matches: (id: string) => id.startsWith('x7-') };
  const nameOf = namesWith([{ name: 'billing', cluster: undefined, ids }]);
  const seen = new SeenProducers({ askProducers: true, readHeaders: true, nameOf });
  const slots = new SlotTable();
  let newest: SeenProducer[] = [];
  for (const refresh of refreshes) {
    const { atSeconds, producers = {}, transactions, groups, rates = [10, 10], samples = [], readers = [] } = refresh;
    const atMs = startMs + atSeconds * 1000;
    const snapshot = {
      ...smallSnapshot(
        atMs,
        [
          { name: 'orders', ends: [100, 100] },
          { name: 'payments', ends: [1] },
        ],
        groups,
      ),
      transactions: transactions?.map((one) => ({
        id: 'shop',
        producerId: 1,
        state: 'Empty',
        open: undefined,
        ...one,
      })),
    };
    const answers = Object.entries(producers).map(
      ([partition, known]) =>
        [Number(partition), known.map((one) => smallProducer({ lastTimestampMs: atMs, ...one }))] as const,
    );
    const moment = {
      ...smallMoment(snapshot, slots),
      answers: {
        ...noAnswers,
        producers: new Map(answers),
        samples: samples.map((one) => ({
          ...{ partition: 0, offset: 99, timestampMs: atMs, producerId: -1, source: undefined },
          ...one,
        })),
      },
    };
    newest = seen.update(moment, Float64Array.from([...rates, NaN]), { sightings: [], readers });
  }
  return newest;
}

const orders = { topic: 0, isTransactional: false };

describe('a producer id', () => {
  it('has the rate that its sequences tell, over all its partitions', () => {
    const [one, ...others] = see(
      { atSeconds: 0, producers: { 0: [{ id: 7, lastSequence: 10 }], 1: [{ id: 7, lastSequence: 20 }] } },
      { atSeconds: 10, producers: { 0: [{ id: 7, lastSequence: 40 }], 1: [{ id: 7, lastSequence: 70 }] } },
    );
    expect(others).toEqual([]);
    expect(one).toEqual({
      name: '#7',
      isNamed: false,
      producerIds: 1,
      groups: [],
      writes: [{ ...orders, recordsPerSecond: 8, evidence: ['producer-id'], lastMs: startMs + 10_000 }],
    });
  });

  it('has what comes where it is alone and its sequences do not tell', () => {
    const [alone] = see({ atSeconds: 0, producers: { 0: [{ id: 7 }], 1: [] } });
    expect(alone?.writes[0]?.recordsPerSecond).toBe(10);
    const together = see({ atSeconds: 0, producers: { 0: [{ id: 7 }, { id: 8 }], 1: [] } });
    expect(together.map(({ writes }) => writes[0]?.recordsPerSecond)).toEqual([NaN, NaN]);
  });

  it('is gone a quarter of an hour after its last record, though brokers still name it', () => {
    const idle = { producers: { 0: [{ id: 7, lastTimestampMs: startMs }] } };
    expect(see({ atSeconds: 0, ...idle }, { atSeconds: 890, ...idle })).toHaveLength(1);
    expect(see({ atSeconds: 0, ...idle }, { atSeconds: 910, ...idle })).toEqual([]);
    expect(see({ atSeconds: 0, ...idle }, { atSeconds: 910 })).toEqual([]);
  });

  it('is there while it writes, whatever its clock says', () => {
    const old = { lastTimestampMs: 0 };
    expect(
      see(
        { atSeconds: 0, producers: { 0: [{ id: 7, lastSequence: 1, ...old }] } },
        { atSeconds: 10, producers: { 0: [{ id: 7, lastSequence: 2, ...old }] } },
      ),
    ).toMatchObject([{ name: '#7', writes: [{ lastMs: startMs + 10_000 }] }]);
    const ahead = { producers: { 0: [{ id: 7, lastTimestampMs: startMs + 1e9 }] } };
    expect(see({ atSeconds: 0, ...ahead }, { atSeconds: 900, ...ahead })).toHaveLength(1);
    expect(see({ atSeconds: 0, ...ahead }, { atSeconds: 910, ...ahead })).toEqual([]);
  });

  it('has a rate where all parts of it are known', () => {
    const both = { 0: [{ id: 7, lastSequence: 10 }], 1: [{ id: 7, lastSequence: 20 }] };
    const unasked = see({ atSeconds: 0, producers: { 0: both[0] } }, { atSeconds: 10, producers: { 0: both[0] } });
    expect(unasked[0]?.writes).toMatchObject([{ recordsPerSecond: NaN }]);
    const shared = [{ id: 7 }, { id: 8 }];
    const [untold] = see(
      { atSeconds: 0, producers: { ...both } },
      {
        atSeconds: 10,
        producers: { 0: [{ id: 7, lastSequence: 20 }], 1: shared.map((one) => ({ ...one, epoch: 5 })) },
      },
    );
    expect(untold?.writes).toMatchObject([{ recordsPerSecond: NaN }]);
  });
});

it('who tells himself that he writes is there while any of his instances tells so', () => {
  const seen = new SeenProducers({ askProducers: false, readHeaders: false, nameOf: applicationName });
  const snapshot = smallSnapshot(startMs, [{ name: 'orders', ends: [1] }]);
  const told = (secondsAgo: number) =>
    ({ name: 'shop', topic: 'orders', evidence: 'probe', lastMs: startMs - secondsAgo * 1_000 }) as const;
  const [shop] = seen.update(smallMoment(snapshot, new SlotTable()), Float64Array.of(1), {
    sightings: [told(1), told(3_600)],
    readers: [],
  });
  expect(shop?.writes).toMatchObject([{ topic: 0, evidence: ['probe'], lastMs: startMs - 1_000 }]);
});

describe('a transactional id', () => {
  it('names the producer ids of all its instances', () => {
    const [shop, ...others] = see({
      atSeconds: 0,
      transactions: [
        { id: 'shop-1', producerId: 7 },
        { id: 'shop-2', producerId: 8 },
      ],
      producers: { 0: [{ id: 7, coordinatorEpoch: 0 }], 1: [{ id: 8, coordinatorEpoch: 0 }] },
    });
    expect(others).toEqual([]);
    expect(shop).toMatchObject({ name: 'shop', isNamed: true, producerIds: 2 });
    expect(shop?.writes).toMatchObject([
      { topic: 0, isTransactional: true, recordsPerSecond: 20, evidence: ['transaction', 'producer-id'] },
    ]);
  });

  it('tells by itself where an open transaction writes, and that is remembered for a while', () => {
    const open = { startMs, timeoutMs: 60_000, topics: [{ name: 'payments', partitions: [0] }] };
    const refreshes = [
      { atSeconds: 0, transactions: [{ open }] },
      { atSeconds: 10, transactions: [{}] },
    ];
    expect(see(...refreshes)).toMatchObject([
      { name: 'shop', producerIds: 0, writes: [{ topic: 1, isTransactional: true, evidence: ['transaction'] }] },
    ]);
    expect(see(...refreshes, { atSeconds: 910, transactions: [{}] })).toEqual([]);
  });

  it('is of the application that is declared for it', () => {
    expect(see({ atSeconds: 0, transactions: [{ id: 'x7-42' }], producers: { 0: [{ id: 1 }] } })).toMatchObject([
      { name: 'billing', isNamed: true, producerIds: 1 },
    ]);
  });

  it('keeps its name while it is not listed, as its coordinator did not answer', () => {
    const producers = { 0: [{ id: 1 }] };
    const names = see({ atSeconds: 0, transactions: [{}], producers }, { atSeconds: 10, transactions: [], producers });
    expect(names.map(({ name }) => name)).toEqual(['shop']);
  });
});

describe('a consumer group', () => {
  const writer = { transactions: [{ id: 'shop-0', producerId: 7 }], producers: { 0: [{ id: 7 }] } };
  const reads = { assigned: { payments: [0] } };

  it.each(['shop', 'connect-shop'])('that is called %s is of the same application', (id) => {
    const [shop] = see({
      atSeconds: 0,
      ...writer,
      groups: [
        { id: 'another', ...reads },
        { id, ...reads },
      ],
    });
    expect(shop?.groups).toEqual([1]);
  });

  it('is of the application that a client id of a member tells of', () => {
    const groups = [{ id: 'payments-of-shop', clientId: 'shop-3', ...reads }];
    expect(see({ atSeconds: 0, ...writer, groups })[0]?.groups).toEqual([0]);
  });

  it('is of the application that says so itself', () => {
    const groups = [{ id: 'grp-7', clientId: 'kafkajs', ...reads }];
    const readers = [{ group: 'grp-7', service: 'shop' }];
    expect(see({ atSeconds: 0, ...writer, groups, readers })[0]?.groups).toEqual([0]);
  });

  it('is nobody’s who writes without a name', () => {
    const groups = [{ id: '#7', clientId: 'kafkajs', ...reads }];
    expect(see({ atSeconds: 0, producers: { 0: [{ id: 7 }] }, groups })[0]?.groups).toEqual([]);
  });
});

describe('a header', () => {
  const names = (seen: readonly SeenProducer[]) => seen.map(({ name, producerIds }) => `${name} ${producerIds}`);

  it('names the producer id of its batch, unless a transactional id does', () => {
    const samples = [{ producerId: 7, source: 'payments' }];
    const producers = { 0: [{ id: 7 }] };
    expect(names(see({ atSeconds: 0, producers, samples }))).toEqual(['payments 1']);
    const transactions = [{ id: 'tx-payments', producerId: 7 }];
    expect(names(see({ atSeconds: 0, producers, samples, transactions }))).toEqual(['tx-payments 1']);
  });

  it('names no producer id that passes on what others wrote', () => {
    const samples = ['one', 'two', 'one'].map((source) => ({ producerId: 7, source }));
    expect(names(see({ atSeconds: 0, producers: { 0: [{ id: 7 }] }, samples }))).toEqual(['#7 1', 'one 0', 'two 0']);
  });

  it('tells who wrote long ago, and not who writes', () => {
    const old = { source: 'crm', timestampMs: startMs - 1e9 };
    expect(see({ atSeconds: 0, samples: [old] })).toEqual([]);
    // Written since the last refresh, with the time of an event.
    expect(names(see({ atSeconds: 0 }, { atSeconds: 10, samples: [{ ...old, offset: 100 }] }))).toEqual(['crm 0']);
    expect(see({ atSeconds: 0 }, { atSeconds: 10, samples: [{ ...old, offset: 99 }] })).toEqual([]);
  });

  it('does not make a producer of each record', () => {
    const samples = Array.from({ length: 200 }, (_, i) => ({ source: `shop-order-${i}x` }));
    const seen = see({ atSeconds: 0, samples });
    expect(seen).toHaveLength(51);
    expect(seen[0]?.name).toBe('?');
    expect(see({ atSeconds: 0, samples }, { atSeconds: 1_000, samples: [{ source: 'later' }] })).toHaveLength(1);
  });

  it.each(['?', '#7', 'a\u202Eb'])('does not name anybody %j', (source) => {
    expect(see({ atSeconds: 0, samples: [{ source, producerId: 7 }] })).toEqual([]);
  });
});

it('is shown until its partition has its turn again, where that takes long', () => {
  const seen = new SeenProducers({ askProducers: true, readHeaders: false, nameOf: applicationName });
  const slots = new SlotTable();
  const partitions = 4_000;
  // Every partition moves in each refresh of five minutes, and has a producer of its own.
  const shown = Array.from({ length: 20 }, (_, refresh) => {
    const atMs = startMs + refresh * 300_000;
    const ends = Array.from({ length: partitions }, () => 10 + refresh);
    const moment = smallMoment(smallSnapshot(atMs, [{ name: 'orders', ends }]), slots);
    const { producers } = seen.questions(moment, new Int32Array());
    const answers = Array.from(producers, (partition) => {
      const one = smallProducer({ id: partition, lastSequence: 10 + refresh, lastTimestampMs: atMs });
      return [partition, [one]] as const;
    });
    const answered = { ...moment, answers: { ...noAnswers, producers: new Map(answers) } };
    return seen.update(answered, new Float64Array(partitions)).length;
  });
  expect(shown.at(-1)).toBe(partitions);
});
