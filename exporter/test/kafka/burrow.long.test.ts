import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cluster } from '../../../cluster/src/cluster.ts';
import { startCluster } from '../../../cluster/src/cluster.ts';
import { misfits, shapeOf } from '../http/burrow/shape.ts';
import { askBurrow, startBurrow, type BurrowProcess } from './burrow-process.ts';
import {
  burrowCluster,
  burrowGroupNames,
  burrowQuestions,
  expectedVerdict,
  statusPath,
  verdictIn,
  type RecordedAnswer,
  type StatusAnswer,
} from './burrow-questions.ts';
import { burrowScriptCluster, setBurrowScene, type BurrowScene } from './burrow-script.ts';
import { eventually } from './eventually.ts';
import { startUnderTest, type ExporterUnderTest } from './exporter-under-test.ts';

/**
 * Burrow's API on a real cluster on which groups fare well and badly: our verdicts where both rules agree, and the
 * form of Burrow's answers, which are recorded. Where BURROW_BIN names its binary, there is one more test for each group,
 * which asks it beside us.
 */
const binary = process.env.BURROW_BIN;
const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/burrow/answers.json', import.meta.url), 'utf8'),
) as RecordedAnswer[];

let cluster: Cluster;
let scene: BurrowScene;
let exporter: ExporterUnderTest;
let burrow: BurrowProcess | undefined;

beforeAll(async () => {
  cluster = await startCluster(burrowScriptCluster);
  scene = await setBurrowScene(cluster);
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: [`--kafka.cluster-name=${burrowCluster}`] });
  if (binary !== undefined) burrow = await startBurrow(binary, cluster);
  await scene.play();
}, 300_000);

afterAll(async () => {
  await burrow?.close();
  await exporter.close();
  await scene.close();
  await cluster.stop();
}, 60_000);

const askUs = (path: string) => askBurrow(exporter.url, path, cluster);

describe.each(burrowGroupNames)('%s', (group) => {
  it('has the status that Burrow would give it', async () => {
    await eventually(async () => {
      const { body } = await askUs(statusPath(group));
      expect(verdictIn(body as StatusAnswer)).toEqual(expectedVerdict(group));
    }, 60_000);
  }, 90_000);

  if (binary === undefined) return;
  it('has the status that Burrow gives it now', async () => {
    await eventually(async () => {
      const answer = await burrow?.ask(statusPath(group));
      expect(verdictIn(answer?.body as StatusAnswer)).toEqual(expectedVerdict(group));
    }, 60_000);
  }, 90_000);
});

describe('form', () => {
  it.each(burrowQuestions)('%s', async (path) => {
    const theirs = recorded.find((answer) => answer.path === path);
    await eventually(async () => {
      const ours = await askUs(path);
      expect(ours.status).toBe(theirs?.status);
      expect(misfits(shapeOf(theirs?.body), shapeOf(ours.body))).toEqual([]);
    });
  });
});
