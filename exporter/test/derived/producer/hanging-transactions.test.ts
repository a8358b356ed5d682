import { expect, it } from '@jest/globals';
import { HangingTransactions } from '../../../src/derived/producer/hanging-transactions.ts';
import { SlotTable } from '../../../src/derived/slots.ts';
import type { Transaction } from '../../../src/snapshot/snapshot.ts';
import { smallMoment, smallSnapshot } from '../small-snapshot.ts';

interface Minute {
  /** Last stable offset of orders/0, whose end is 10; default the end. */
  readonly stable?: number;
  /** undefined: transactions were not asked for. */
  readonly transactions?: readonly Transaction[] | undefined;
  /** Whether every coordinator answered; default true. */
  readonly isComplete?: boolean;
}

const open = (startMs: number, timeoutMs = 60_000): Transaction => ({
  id: 'shop-1',
  producerId: 7,
  state: 'Ongoing',
  open: { startMs, timeoutMs, topics: [{ name: 'orders', partitions: [0] }] },
});

/** What is told each minute. */
function watch(minutes: readonly Minute[]): (string | undefined)[] {
  const hanging = new HangingTransactions();
  const slots = new SlotTable();
  return minutes.map((minute, index) => {
    const { stable = 10, transactions, isComplete = true } = { transactions: [], ...minute };
    const snapshot = smallSnapshot(index * 60_000, [{ name: 'orders', ends: [10] }]);
    const partitions = { ...snapshot.partitions, lastStable: Float64Array.of(stable) };
    const told = hanging.update(
      smallMoment({ ...snapshot, partitions, transactions, collectors: [collector(isComplete)] }, slots),
    );
    expect(told.length).toBeLessThanOrEqual(1);
    return told[0] && `${told[0].certainty} ${told[0].partitions.join(',')} ${told[0].title}`;
  });
}

const collector = (success: boolean) => ({ name: 'transactions', success, durationSeconds: 0, error: undefined });

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

it('is proved once we have seen it open past its timeout, whatever the clock of its coordinator says', () => {
  const told = watch(times(5, { stable: 4, transactions: [open(-1e9)] }));
  expect(told.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(told[3]).toMatch(/^proved 0 orders: a transaction of shop-1 has been open for 3 minutes at least/);
});

it('is nothing where one transaction follows the other', () => {
  expect(watch(Array.from({ length: 20 }, (_, i) => ({ stable: i % 9, transactions: [open(i * 1000)] })))).toEqual(
    times(20, undefined),
  );
});

it('is suspected where readers have been held back for a quarter of an hour and no coordinator knows why', () => {
  const told = watch(times(17, { stable: 4 }));
  expect(told.slice(0, 15)).toEqual(times(15, undefined));
  expect(told[15]).toMatch(/^suspected 0 orders: a transaction has been open for 15 minutes at least/);
});

it.each<[string, Minute]>([
  ['a coordinator knows of one that may take so long', { stable: 4, transactions: [open(5, 3_600_000)] }],
  ['a coordinator did not answer', { stable: 4, isComplete: false }],
  ['nobody may ask coordinators', { stable: 4, transactions: undefined }],
  ['the last stable offset is not known', { stable: NaN }],
])('is nothing where %s', (_, minute) => {
  expect(watch(times(20, minute))).toEqual(times(20, undefined));
});

it('begins anew when readers get on', () => {
  expect(watch([...times(14, { stable: 4 }), { stable: 5 }, ...times(14, { stable: 5 })])).toEqual(
    times(29, undefined),
  );
});

it('is not hidden by one that has just begun', () => {
  const told = watch(Array.from({ length: 18 }, (_, i) => ({ stable: 4, transactions: [open(i * 60_000)] })));
  expect(told.at(-1)).toMatch(/^suspected 0 orders: /);
});
