import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Metrics, until } from './exporter-under-test.ts';
import { faultFreeEvents } from './fault-free-events.ts';
import { startScene, type Scene } from './fault-free-scene.ts';

/** Under a steady load, events by which nothing is lost: no exporter may say otherwise, nor that somebody stands still. */

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
  await scene.settle();
}, 240_000);
afterAll(async () => {
  const { looks, trueAlarms, suspected } = scene.alarms;
  console.log(
    [`${looks} looks, ${trueAlarms} true verdicts STOP or STALL`, ...suspected.map((one) => JSON.stringify(one))].join(
      '\n',
    ),
  );
  await scene.close();
}, 60_000);

it.each(faultFreeEvents)(
  '$name: nothing is lost, and nobody is accused',
  async ({ name, happen }) => {
    const looksBefore = scene.alarms.looks;
    scene.alarms.begin(name);
    await happen(scene);
    await scene.settle();
    // At two exporters, each of which refreshes every second.
    expect(scene.alarms.looks - looksBefore).toBeGreaterThan(10);
    expect(scene.alarms.deviations.filter(({ event }) => event === name)).toEqual([]);
  },
  300_000,
);

it('a group that really stops is found by both, and its own commits agree', async () => {
  const { alarms, read, admin, limited, restarted } = scene;
  alarms.begin('a stop');
  const member = await read('stopped', 'orders');
  await sleep(3_000);
  await member.leave();
  for (const url of [limited.url, restarted.process.url]) {
    await until(
      async () => new Metrics(await (await fetch(new URL('/metrics', url))).text()),
      (metrics) => {
        expect(metrics.value('kafka_consumergroup_status', { consumergroup: 'stopped', status: 'STOP' })).toBe(1);
      },
    );
  }
  const trueBefore = alarms.trueAlarms;
  await sleep(2_000);
  expect(alarms.trueAlarms).toBeGreaterThan(trueBefore);
  expect(alarms.deviations.filter(({ event }) => event === 'a stop')).toEqual([]);
  await admin.deleteGroups(['stopped']);
});
