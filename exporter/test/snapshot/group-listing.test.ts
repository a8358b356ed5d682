import { describe, expect, it } from '@jest/globals';
import { keepSilentGroups, type GroupListing } from '../../src/snapshot/group-listing.ts';
import type { ConsumerGroup } from '../../src/snapshot/snapshot.ts';

function group(id: string, coordinator: number, changes: Partial<ConsumerGroup> = {}): ConsumerGroup {
  return {
    id,
    type: 'classic',
    state: 'Stable',
    protocol: 'range',
    protocolType: 'consumer',
    coordinator,
    epoch: undefined,
    members: [],
    offsets: { partition: Int32Array.of(0), committed: Float64Array.of(7) },
    error: undefined,
    share: undefined,
    ...changes,
  };
}

function listing(
  groups: Readonly<Record<string, number>>,
  silent: Readonly<Record<number, string>> = {},
): GroupListing {
  return {
    groups: Object.entries(groups).map(([id, coordinator]) => ({
      id,
      coordinator,
      groupType: 'classic',
      type: 'classic',
      protocolType: 'consumer',
      state: 'Stable',
    })),
    silent: new Map(Object.entries(silent).map(([id, reason]) => [Number(id), reason])),
  };
}

const gone = 'its coordinator, broker 2, has left the cluster';
const all = new Set([1, 2, 3]);
const withoutTwo = new Set([1, 3]);
const keptOnce = group('b', 2, { state: undefined, error: gone });

describe('groups that nobody lists', () => {
  it.each<
    [
      what: string,
      now: GroupListing,
      before: ConsumerGroup[] | undefined,
      brokers: Set<number>,
      kept: [string, string][],
    ]
  >([
    ['are unknown in the first refresh', listing({}, { 1: 'loading' }), undefined, all, []],
    ['have vanished when every broker answered', listing({ a: 1 }), [group('a', 1), group('b', 2)], all, []],
    [
      'are kept while their coordinator is silent',
      listing({ a: 1 }, { 2: 'loading' }),
      [group('a', 1), group('b', 2)],
      all,
      [['b', 'loading']],
    ],
    [
      'have vanished when their own coordinator answered and another is silent',
      listing({}, { 3: 'loading' }),
      [group('b', 2)],
      all,
      [],
    ],
    ['are kept once when their coordinator has left', listing({}), [group('b', 2)], withoutTwo, [['b', gone]]],
    ['are not kept twice when their coordinator has left', listing({}), [keptOnce], withoutTwo, []],
    [
      'are kept on while a new coordinator may be loading',
      listing({}, { 3: 'loading' }),
      [keptOnce],
      withoutTwo,
      [['b', gone]],
    ],
    [
      'are not kept when another broker lists them by now',
      listing({ b: 3 }, { 1: 'loading' }),
      [keptOnce],
      withoutTwo,
      [],
    ],
  ])('%s', (_, now, before, brokers, kept) => {
    expect(keepSilentGroups(now, before, brokers).map(({ id, error }) => [id, error])).toEqual(kept);
  });

  it('are kept by name, without anything that may have changed', () => {
    const share = { partition: Int32Array.of(0), start: Float64Array.of(1), lag: Float64Array.of(2) };
    const before = [group('b', 2, { type: 'share', share })];
    const [kept] = keepSilentGroups(listing({}, { 2: 'loading' }), before, all);
    expect(kept).toMatchObject({ id: 'b', type: 'share', protocol: 'range', coordinator: 2, error: 'loading' });
    expect(kept?.state).toBeUndefined();
    expect(kept?.members).toBeUndefined();
    expect(kept?.share).toBeUndefined();
    expect(kept?.offsets.partition).toHaveLength(0);
    expect(kept?.offsets.committed).toHaveLength(0);
  });
});
