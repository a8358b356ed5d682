import { describe, expect, it } from '@jest/globals';
import type { Status } from '../../src/derived/status.ts';
import { namesOf, StatusScenario, steps, verdictAfter, type Step } from './status-scenario.ts';

/** One partition whose end grows by `rate` in each refresh, with a lag for each of them. */
const lagging = (lags: readonly number[], rate = 100, owned?: readonly number[]): Step[] =>
  lags.map((lag, index) => ({
    end: [10_000 + rate * index],
    committed: [10_000 + rate * index - lag],
    ...(owned === undefined ? {} : { owned }),
  }));
const still = (count: number, owned?: readonly number[]): Step[] =>
  steps(count, (index) => ({ end: [100 + 10 * index], committed: [50], ...(owned === undefined ? {} : { owned }) }));
const healthy = (count: number): Step[] => steps(count, (index) => ({ end: [10 * index], committed: [10 * index] }));
const flat = (lag: number, count: number): number[] => new Array<number>(count).fill(lag);
/** A job that lives for one refresh in `every`, reads everything and leaves; 100 records arrive in each refresh. */
const cron = (count: number, every: number): Step[] =>
  steps(count, (index) => ({
    end: [100 * index],
    committed: [100 * (index - (index % every))],
    owned: index % every === 0 ? [0] : [],
  }));

describe('the status of a group', () => {
  it.each<{ name: string; steps: readonly Step[]; last: Status | undefined }>([
    { name: 'is OK when everything is read', steps: healthy(3), last: 'OK' },
    { name: 'is OK in the first refresh when nothing is unread', steps: healthy(1), last: 'OK' },
    { name: 'is not known before a commit was seen to move', steps: still(6), last: undefined },
    { name: 'is STALL when the owner does not commit for six refreshes', steps: still(7), last: 'STALL' },
    { name: 'is STOP when nobody owns it for six refreshes', steps: still(7, []), last: 'STOP' },
    { name: 'is WARN when lag grows', steps: lagging([500, 550, 600, 650, 700, 750, 800]), last: 'WARN' },
    { name: 'is WARN when lag stays', steps: lagging(flat(5000, 7)), last: 'WARN' },
    { name: 'is OK when lag falls', steps: lagging([5000, 4800, 4700, 4400, 4300, 4000, 3900]), last: 'OK' },
    { name: 'is OK with a steady small lag in flight', steps: lagging(flat(150, 40)), last: 'OK' },
    {
      name: 'is OK when lag is noise in flight',
      steps: lagging(steps(40, () => ({ end: [], committed: [] })).map((_, index) => 20 + ((index * 37) % 130))),
      last: 'OK',
    },
    {
      name: 'is REWIND when the commit went back and nothing was regained',
      steps: [
        { end: [1000], committed: [1000] },
        { end: [1000], committed: [200] },
        { end: [1000], committed: [400] },
      ],
      last: 'REWIND',
    },
    {
      name: 'is OK again once that is regained',
      steps: [
        { end: [1000], committed: [900] },
        { end: [1000], committed: [200] },
        { end: [1000], committed: [400] },
        { end: [1000], committed: [950] },
      ],
      last: 'OK',
    },
    {
      name: 'is no longer REWIND after the window',
      steps: [
        { end: [9000], committed: [9000] },
        ...steps(9, (index) => ({ end: [9000], committed: [100 + 900 * index] })),
      ],
      last: 'OK',
    },
    {
      name: 'holds the last assignment in a rebalance',
      steps: [...still(6), { end: [200], committed: [50], owned: [], state: 'PreparingRebalance' }],
      last: 'STALL',
    },
    {
      name: 'gives a new owner a window of its own',
      steps: [...still(9, []), { end: [200], committed: [50] }],
      last: 'WARN',
    },
    {
      name: 'is STOP at once when the owner of a stalled one leaves',
      steps: [...still(8), ...still(1, [])],
      last: 'STOP',
    },
    {
      name: 'is not known of a group that could not be asked',
      steps: [...still(8), { end: [200], committed: [50], error: 'timeout' }],
      last: undefined,
    },
    { name: 'is not known without an end', steps: [...healthy(3), { end: [NaN], committed: [30] }], last: undefined },
    {
      name: 'takes no time into account in which the group could not be asked',
      steps: [
        ...healthy(3),
        ...steps(9, (): Step => ({ end: [90], committed: [20], error: 'timeout' })),
        { end: [90], committed: [20] },
      ],
      last: 'OK',
    },
    {
      name: 'takes no time into account in which refreshes failed',
      steps: [...healthy(3), ...steps(9, (): Step => ({ end: [90], committed: [20], afterMiss: true }))],
      last: 'OK',
    },
    {
      name: 'takes no time into account in which the end was unknown',
      steps: [
        ...healthy(3),
        ...steps(9, (): Step => ({ end: [NaN], committed: [20] })),
        { end: [90], committed: [20] },
      ],
      last: 'OK',
    },
    {
      name: 'is OK when the one offset left is the marker of a transaction',
      steps: steps(9, () => ({ end: [6], committed: [5], marker: [2] })),
      last: 'OK',
    },
    {
      name: 'is not known when it may be one',
      steps: steps(9, () => ({ end: [6], committed: [5], marker: [1] })),
      last: undefined,
    },
  ])('$name', async ({ steps: all, last }) => {
    expect((await new StatusScenario().statuses(all)).at(-1)).toBe(last);
  });
});

describe('where Burrow says otherwise', () => {
  it.each<{ name: string; steps: readonly Step[]; never?: readonly Status[]; last: Status | undefined }>([
    {
      name: 'Burrow 237: a member that commits by hand every 90 seconds is neither STALL nor STOP once that is known',
      steps: [
        ...healthy(2),
        ...lagging(steps(90, () => ({ end: [], committed: [] })).map((_, index) => 100 * (index % 9))),
      ],
      last: 'OK',
    },
    {
      name: 'Burrow 303: a topic that was silent for 20 minutes is not STOP with its first new record',
      steps: [
        ...healthy(20),
        ...steps(120, () => ({ end: [190], committed: [190] })),
        { end: [195], committed: [190] },
      ],
      never: ['STALL', 'STOP'],
      last: 'OK',
    },
    {
      name: 'Burrow 303: a stop is found in six refreshes although commits were rare before, as nothing was to be read',
      steps: [
        ...steps(100, (index): Step => ({
          end: [10 * Math.ceil(index / 20)],
          committed: [10 * Math.floor(index / 20)],
        })).map(({ end }) => ({ end, committed: end })),
        ...still(7, []),
      ],
      last: 'STOP',
    },
    {
      name: 'Burrow 150: a coordinator that moves answers once with an older offset',
      steps: [
        { end: [500], committed: [500] },
        { end: [510], committed: [100] },
        { end: [520], committed: [520] },
      ],
      never: ['REWIND'],
      last: 'OK',
    },
    {
      name: 'a window of one commit is not STOP at once',
      steps: [
        { end: [500], committed: [100], owned: [] },
        { end: [510], committed: [100], owned: [] },
      ],
      never: ['STOP', 'STALL'],
      last: undefined,
    },
    {
      name: 'Burrow 738: one dip does not clear WARN',
      steps: lagging([...flat(200_000, 8), 150_000, ...flat(200_000, 8)]),
      last: 'WARN',
    },
    {
      name: 'Burrow 453: lag that grows for hours with a dip now and then is WARN throughout',
      steps: lagging(
        steps(60, () => ({ end: [], committed: [] })).map(
          (_, index) => 200_000 + 1_000 * index - (index % 7 === 3 ? 3_000 : 0),
        ),
      ),
      last: 'WARN',
    },
    {
      name: 'Burrow 745: a consumer that read everything once in the window and then stops is STALL',
      steps: [...healthy(5), ...still(8)],
      last: 'STALL',
    },
    {
      name: 'a burst does not raise WARN in a consumer that keeps up',
      steps: lagging([...flat(0, 10), 5_000, 3_000, 1_000, 0, 0, 0, 4_000, 2_000, 0, 0]),
      never: ['WARN', 'STALL', 'STOP'],
      last: 'OK',
    },
    {
      name: 'a group that went back and is behind since is WARN',
      steps: lagging([...flat(200_000, 14), ...flat(900_000, 3)]),
      never: ['REWIND'],
      last: 'WARN',
    },
    {
      name: 'a transaction that ends with a marker leaves no STALL',
      steps: steps(30, () => ({ end: [6], committed: [5], marker: [2] })),
      never: ['STALL', 'STOP'],
      last: 'OK',
    },
  ])('$name', async ({ steps: all, never = [], last }) => {
    const found = await new StatusScenario().statuses(all);
    expect(found.filter((status) => status !== undefined && never.includes(status))).toEqual([]);
    expect(found.at(-1)).toBe(last);
  });

  it('does not clear WARN at any dip of a lag that grows', async () => {
    const lags = Array.from({ length: 60 }, (_, index) => 200_000 + 1_000 * index - (index % 7 === 3 ? 3_000 : 0));
    const found = await new StatusScenario().statuses(lagging(lags));
    expect(new Set(found.slice(6))).toEqual(new Set(['WARN']));
  });

  it('shows a job that lives 3 seconds every 5 minutes as stopped before its first run, and never again', async () => {
    const found = await new StatusScenario().statuses([...healthy(1), ...cron(400, 30)]);
    expect(found.slice(0, 32)).toContain('STOP');
    expect(found.slice(32)).not.toContain('STOP');
    expect(found.slice(32)).not.toContain('STALL');
  });

  it('never accuses a member that takes its partitions in turn, once two turns were seen, and finds it when it hangs', async () => {
    const scenario = new StatusScenario();
    const partitions = [...Array(6).keys()];
    // 30 s for a batch: each partition's turn comes every 180 s.
    const inTurn = (index: number): Step => {
      const end = 1_000 + 100 * index;
      const turn = Math.floor(index / 3);
      return {
        end: partitions.map(() => end),
        committed: partitions.map((number) => {
          const last = turn - ((turn - number + 6) % 6);
          return last < 0 ? 0 : 1_000 + 100 * (3 * last) - 50;
        }),
      };
    };
    const found = await scenario.statuses(steps(120, inTurn));
    expect(found.slice(60)).not.toContain('STALL');
    const hung = inTurn(119);
    const after = await scenario.statuses(
      steps(40, (index) => ({ ...hung, end: hung.end.map((end) => end + 100 * index) })),
    );
    expect(after.at(-1)).toBe('STALL');
  });

  it('never accuses a member that commits by hand every 90 seconds, once two of its commits were seen', async () => {
    const lags = Array.from({ length: 180 }, (_, index) => 100 * (index % 9));
    const found = await new StatusScenario().statuses(lagging(lags));
    expect(found.slice(20)).toEqual(new Array(160).fill('OK'));
  });
});

describe('the verdict of several partitions', () => {
  const some: Step[] = steps(9, (index) => ({
    end: [100 * index, 100 * index, 100 * index],
    committed: [100 * index, 0, 0],
    owned: [0],
  }));

  it('is the worst, with a sentence that says since when and how much', async () => {
    const judged = await verdictAfter(some);
    expect(namesOf(judged.partitionStatus)).toEqual(['OK', 'STOP', 'STOP']);
    expect(judged.verdict).toEqual({
      status: 'STOP',
      reason: 'STOP: 2 of 3 partitions have no owner since 13:30 UTC while 1,400 records arrived',
    });
    expect(judged.topics).toEqual([judged.verdict]);
  });

  it('has a time, also where the end was not known when the commit was first seen', async () => {
    const { verdict } = await verdictAfter(
      steps(12, (index) => ({ end: [index < 2 ? NaN : 9], committed: [5], owned: [] })),
    );
    expect(verdict.reason).toBe('STOP: the only partition has no owner since before 13:30 UTC, 4 records unread');
  });

  it('says when it was so before it was watched', async () => {
    const { verdict } = await verdictAfter(steps(8, () => ({ end: [400], committed: [1], owned: [] })));
    expect(verdict.reason).toBe('STOP: the only partition has no owner since before 13:30 UTC, 399 records unread');
  });

  it('says why there is none', async () => {
    const silent = await verdictAfter([{ end: [9], committed: [1], error: 'the coordinator is loading' }]);
    expect(silent.verdict).toEqual({ status: undefined, reason: 'Could not be asked: the coordinator is loading' });
    const share = await verdictAfter([{ end: [9], committed: [NaN], type: 'share' }]);
    expect(share.verdict).toEqual({
      status: undefined,
      reason: 'A share group has no committed offsets to judge by (1 member)',
    });
  });
});
