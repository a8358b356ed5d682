import { expect, it } from '@jest/globals';
import { Ledger } from '../src/ledger.ts';

const bucketMs = 60_000;
const hourMs = 3_600_000;
let nowMs = Date.UTC(2026, 0, 1);

function ledgerOf(): Ledger {
  return new Ledger({ service: 'reader', instance: 'reader', bucketMs, now: () => nowMs });
}

function handle(ledger: Ledger, offset: number, sentMs = nowMs): void {
  ledger.handled('group', 'topic', 0, { name: 'writer.1', sequence: offset, sentMs }, offset, offset);
}

/** Flushes every five seconds, of which each hundredth fails; something is handled before each. */
function flushFor(ledger: Ledger, ms: number): void {
  for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 5_000) {
    handle(ledger, nowMs / 5_000);
    ledger.beacons();
    ledger.settle((nowMs / 5_000) % 100 !== 0);
  }
}

const told = (ledger: Ledger) => ledger.beacons({ all: true }).filter(({ change }) => change > 0);

it('forgets what arrived, although a flush fails now and then', () => {
  const ledger = ledgerOf();
  flushFor(ledger, 4 * hourMs);
  const beacons = told(ledger);
  expect(beacons.length).toBeGreaterThan(15);
  // 512 flushes of five seconds are 43 minutes.
  expect(beacons.length).toBeLessThan(50);
  expect(Math.max(...beacons.map(({ index }) => index.length))).toBeLessThanOrEqual(8);
});

it('tells of a record in the present bucket when its own was forgotten, is too old to be taken or too far ahead', () => {
  const ledger = ledgerOf();
  const beganMs = nowMs;
  flushFor(ledger, 2 * hourMs);
  const present = Math.floor(nowMs / bucketMs) * bucketMs;
  const told = [beganMs, nowMs - 20 * hourMs, nowMs + hourMs].map((sentMs, i) => {
    handle(ledger, i, sentMs);
    return ledger.beacons().find(({ bucket }) => bucket === present)?.consumed?.[0]?.partitions[0]?.handled[0];
  });
  expect(told).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
  ]);
});

it('keeps a record in its own bucket as long as that is told of', () => {
  const ledger = ledgerOf();
  flushFor(ledger, hourMs);
  const sentMs = nowMs - hourMs / 4;
  handle(ledger, 3, sentMs);
  const own = ledger.beacons().find(({ bucket }) => bucket === Math.floor(sentMs / bucketMs) * bucketMs);
  expect(own?.consumed?.[0]?.partitions[0]?.handled[0]).toEqual([3, 3]);
});

it('tells of many producers that write in turns about as much as of one', () => {
  const ledger = ledgerOf();
  const startMs = nowMs;
  const next = new Map<string, number>();
  for (let record = 0; record < 60_000; record++) {
    // Each to a partition and from a writer that others do not follow.
    const [partition, writer] = [record % 12, (record * 7 + (record >> 3)) % 4];
    const key = `${writer} ${partition}`;
    const sequence = next.get(key) ?? 0;
    next.set(key, sequence + 1);
    const offset = Math.floor(record / 12);
    ledger.handled(
      'group',
      'topic',
      partition,
      { name: `writer-${writer}.1`, sequence, sentMs: startMs },
      offset,
      offset,
    );
  }
  const [beacon] = ledger.beacons();
  const sources = Object.values(beacon?.consumed?.[0]?.partitions ?? {}).flatMap((one) => Object.values(one.sources));
  expect(sources.map(({ runs }) => runs.length)).toEqual(Array.from({ length: 48 }, () => 1));
  expect(JSON.stringify(beacon).length).toBeLessThan(6_000);
});

it('tells where a record was that came twice, however often it is read', () => {
  const ledger = ledgerOf();
  for (let time = 0; time < 3; time++)
    for (const [sequence, offset] of [
      [0, 0],
      [1, 1],
      [1, 2],
      [2, 3],
    ] as const)
      ledger.handled('group', 'topic', 0, { name: 'writer.1', sequence, sentMs: nowMs }, offset, offset);
  expect(ledger.beacons()[0]?.consumed?.[0]?.partitions[0]?.sources['writer.1']).toMatchObject({
    runs: [[0, 2, 0, 3]],
    copies: [[1, 1, 2, 2]],
    redelivered: 8,
  });
});
