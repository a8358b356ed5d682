import { describe, expect, it } from '@jest/globals';
import { DiskTrend, topicsIn, type FillingDir } from '../../src/derived/disk-trend.ts';
import type { Moment } from '../../src/derived/moment.ts';
import { observeFillingDirs } from '../../src/derived/risk-finding.ts';
import { SlotTable } from '../../src/derived/slots.ts';
import { noAnswers } from '../../src/snapshot/follow-up.ts';
import type { LogDir, Snapshot } from '../../src/snapshot/snapshot.ts';
import { smallSnapshot } from './small-snapshot.ts';

const minuteMs = 60_000;
const gib = 2 ** 30;

function withDirs(atMs: number, logDirs: readonly LogDir[]): Snapshot {
  const brokers = [{ id: 1, host: 'localhost', port: 9092, rack: undefined, error: undefined, logDirs }];
  return { ...smallSnapshot(atMs, [{ name: 'orders', ends: [1] }]), brokers };
}

function dirWith(usableGib: number): LogDir {
  return {
    path: '/data',
    online: true,
    error: undefined,
    sizeBytes: 1,
    totalBytes: 1_000 * gib,
    usableBytes: usableGib * gib,
  };
}

/** Readings a minute apart, each seen in six refreshes; what is found at the end. */
function after(usableGib: readonly number[]): FillingDir[] {
  const trend = new DiskTrend();
  let found: FillingDir[] = [];
  usableGib.forEach((usable, minute) => {
    const dir = dirWith(usable);
    for (let refresh = 0; refresh < 6; refresh++) {
      const snapshot = withDirs(minute * minuteMs + refresh * 10_000, [dir]);
      const moment: Moment = {
        snapshot,
        slots: new SlotTable().next(snapshot),
        tickMs: snapshot.tickMs,
        wallMs: snapshot.finishedAtMs,
        refreshIntervalMs: 10_000,
        before: undefined,
        answers: noAnswers,
      };
      found = trend.update(moment);
    }
  });
  return found;
}

const falling = (count: number, perMinute: number, from = 500): number[] =>
  Array.from({ length: count }, (_, minute) => from - perMinute * minute);

describe('a log dir', () => {
  it.each<{ name: string; usable: readonly number[]; isFilling: boolean }>([
    { name: 'that fills within a day', usable: falling(20, 1), isFilling: true },
    { name: 'that fills within a week', usable: falling(20, 0.05), isFilling: false },
    { name: 'of which too little is known', usable: falling(9, 1), isFilling: false },
    {
      name: 'into which one large file was written',
      usable: [...falling(10, 0), ...falling(10, 0, 450)],
      isFilling: false,
    },
    { name: 'that is emptied', usable: falling(20, -1), isFilling: false },
    { name: 'that does not change', usable: falling(20, 0), isFilling: false },
    { name: 'that is full', usable: [40], isFilling: true },
    { name: 'that is nearly full', usable: [60], isFilling: false },
    { name: 'that was full and is hardly less', usable: [40, 60], isFilling: true },
    { name: 'that was full and was cleaned', usable: [40, 200], isFilling: false },
  ])('$name', ({ usable, isFilling }) => {
    expect(after(usable)).toHaveLength(isFilling ? 1 : 0);
  });

  it('is told with the time that is left', () => {
    expect(observeFillingDirs(after(falling(20, 1)))).toMatchObject([
      {
        name: 'disk_full',
        broker: 1,
        severity: 'critical',
        title: 'Broker 1: /data is 52 % full and fills up within 8 hours',
        runbook: 'disk-full',
      },
    ]);
    expect(observeFillingDirs(after([40]))).toMatchObject([{ title: 'Broker 1: /data is 96 % full' }]);
  });

  it('concerns the topics of a broker that has no other', () => {
    const filling = after([40]);
    expect(topicsIn(withDirs(0, [dirWith(40)]), filling)).toEqual([0]);
    expect(topicsIn(withDirs(0, [dirWith(40), { ...dirWith(400), path: '/more' }]), filling)).toEqual([]);
    expect(topicsIn(withDirs(0, [dirWith(40)]), [])).toEqual([]);
  });
});
