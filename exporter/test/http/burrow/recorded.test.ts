import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statuses, type Status } from '../../../src/derived/status.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { smallSnapshot, type SmallGroup } from '../../derived/small-snapshot.ts';
import {
  burrowCluster,
  burrowGroupNames,
  burrowGroups,
  burrowQuestions,
  expectedVerdict,
  statusPath,
  verdictIn,
  type RecordedAnswer,
  type StatusAnswer,
} from '../../kafka/burrow-questions.ts';
import { readAtMs, serve, type Served } from '../serve.ts';
import { judgedState } from './judged-state.ts';
import { misfits, shapeOf } from './shape.ts';

/** Burrow's answers on the scripted cluster (fixtures/burrow/README.md), and ours on the same cluster made by hand. */
const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/burrow/answers.json', import.meta.url), 'utf8'),
) as RecordedAnswer[];

/** Twelve refreshes; the twelfth is the newest. */
const refreshes = Array.from({ length: 12 }, (_, count) => refresh(readAtMs - (11 - count) * 1000, count));

function refresh(atMs: number, count: number): Snapshot {
  const commits: Readonly<Record<(typeof burrowGroupNames)[number], number>> = {
    ...{ 'caught-up': 100, slow: 1 + count, stopped: 19, hanging: 5, rewound: count < 9 ? 100 : 20 * (count - 8) },
  };
  const topics = burrowGroupNames.map((name) => ({ name, ends: [name === 'slow' ? 100 + 20 * count : 100, 0] }));
  const groups = burrowGroupNames.map((id): SmallGroup => ({
    id,
    committed: { [id]: [commits[id]] },
    ...(id !== 'stopped' && { assigned: { [id]: [0, 1] } }),
  }));
  const broker = { id: 1, host: 'broker-1', port: 9092, rack: undefined, error: undefined, logDirs: [] };
  return { ...smallSnapshot(atMs, topics, groups), brokers: [broker] };
}

let served: Served;
beforeAll(async () => {
  const [first, ...more] = refreshes;
  if (first === undefined) throw new Error('there is no refresh');
  const state = await judgedState(burrowCluster, [first, ...more], (group) => wordFor(group));
  served = await serve([state]);
});
afterAll(() => served.close());

function wordFor(group: string): Status | undefined {
  const { partition } = burrowGroups[group as keyof typeof burrowGroups];
  return statuses.find((status) => status === partition);
}

it('every question was recorded', () => {
  expect(recorded.map(({ path }) => path)).toEqual(burrowQuestions);
});

describe("each answer has every key of Burrow's with the same type", () => {
  it.each(burrowQuestions)('%s', async (path) => {
    const theirs = recorded.find((answer) => answer.path === path);
    const ours = await served.read(path, theirs?.status);
    expect(misfits(shapeOf(theirs?.body), shapeOf(ours))).toEqual([]);
  });

  it.each(burrowQuestions)('%s: the same words', async (path) => {
    const theirs = recorded.find((answer) => answer.path === path);
    const words = theirs?.body as { error: boolean; message: string };
    const { error, message } = (await served.read(path, theirs?.status)) as typeof words;
    expect(error).toBe(words.error);
    // What Burrow says of paths that it does not know helps nobody.
    if (path !== '/v3/nothing') expect(message).toBe(words.message);
  });
});

it.each(burrowGroupNames)('the same status: %s', async (group) => {
  const path = statusPath(group);
  const theirs = recorded.find((answer) => answer.path === path)?.body as StatusAnswer;
  expect(verdictIn(theirs)).toEqual(expectedVerdict(group));
  expect(verdictIn((await served.read(path)) as StatusAnswer)).toEqual(expectedVerdict(group));
});
