import { describe, expect, it } from '@jest/globals';
import { commitWindow, newestKnown } from '../../../src/http/burrow/commit-window.ts';
import { nothingFound } from '../../unjudged.ts';

/** Refreshes a second apart, the first at second 0. */
function windowOf(commits: readonly number[], ends: readonly number[] = commits.map(() => NaN)) {
  return commitWindow(
    {
      ...nothingFound.past,
      times: (newest) =>
        tail(
          commits.map((_, index) => index * 1000),
          newest,
        ),
      ends: (_, newest) => tail(ends, newest),
      commits: (_, place, newest) => tail(commits, newest),
    },
    0,
    0,
    0,
  );
}

function tail(column: readonly number[], newest = Infinity): Float64Array {
  return Float64Array.from(column).subarray(Math.max(0, column.length - newest));
}

/** [offset, when it was committed, when it was seen] in seconds. */
const brief = (window: ReturnType<typeof windowOf>) =>
  window.map(({ offset, timestamp, observedAt }) => [offset, timestamp / 1000, observedAt / 1000]);

describe('commitWindow', () => {
  it.each<[string, number[], number[][]]>([
    ['nothing was ever seen', [], []],
    ['no commit was ever known', [NaN, NaN], []],
    ['one', [7], [[7, 0, 0]]],
    [
      'a commit that stands still keeps the time of its first sight',
      [7, 7, 9],
      [
        [7, 0, 0],
        [7, 0, 1],
        [9, 2, 2],
      ],
    ],
    [
      'refreshes that saw none are left out',
      [7, NaN, 7, NaN, 8],
      [
        [7, 0, 0],
        [7, 0, 2],
        [8, 4, 4],
      ],
    ],
    [
      'one that goes back, and forward again, is three commits',
      [7, 3, 7],
      [
        [7, 0, 0],
        [3, 1, 1],
        [7, 2, 2],
      ],
    ],
  ])('%s', (_, commits, expected) => {
    expect(brief(windowOf(commits))).toEqual(expected);
  });

  it('holds the last ten, and dates the first of them by what was before', () => {
    const window = brief(windowOf([1, 5, NaN, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6]));
    expect(window).toHaveLength(10);
    expect(window[0]).toEqual([5, 1, 4]);
    expect(window.slice(-2)).toEqual([
      [5, 1, 12],
      [6, 13, 13],
    ]);
  });

  it('looks as far back as need be', () => {
    const moving = Array.from({ length: 50 }, (_, count) => count);
    expect(brief(windowOf(moving)).at(0)).toEqual([40, 40, 40]);
    const standing = moving.map((count) => Math.min(count, 7));
    const window = windowOf(standing, [...moving.slice(0, -1), 60]);
    expect(brief(window).at(0)).toEqual([7, 7, 40]);
    expect(brief(window).at(-1)).toEqual([7, 7, 49]);
    expect(window.map(({ lag }) => lag)).toEqual([33, 34, 35, 36, 37, 38, 39, 40, 41, 53]);
    expect(brief(windowOf(moving.map((count) => (count % 5 === 0 ? 3 : NaN)))).at(0)).toEqual([3, 0, 0]);
  });

  it('says how far each was behind, null where the end was not known, never less than 0', () => {
    expect(windowOf([5, 6, 7], [9, NaN, 6]).map(({ lag }) => lag)).toEqual([4, null, 0]);
  });
});

it.each([
  [[1, 2, NaN], 2],
  [[NaN], NaN],
  [[], NaN],
])('newestKnown of %j', (column, expected) => {
  expect(newestKnown(Float64Array.from(column))).toBe(expected);
});
