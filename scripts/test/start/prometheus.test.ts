import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { freePorts } from '../../../cluster/src/ports.ts';
import { startPrometheus, targetGroups } from '../../start/prometheus.ts';

const targets = {
  exporter: '127.0.0.1:1',
  brokers: [
    { id: 1, agent: '127.0.0.1:2' },
    { id: 2, agent: '127.0.0.1:3' },
  ],
  applications: ['127.0.0.1:4'],
};
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'kafkascope-prometheus-test-'));
});
afterEach(async () => rm(directory, { recursive: true }));

it('takes the place of every file of targets that is provisioned', async () => {
  const provisioned = await readdir(path.resolve(import.meta.dirname, '../../../provisioning/prometheus/targets'));
  expect(
    Object.keys(targetGroups(targets))
      .map((name) => `${name}.yml`)
      .sort(),
  ).toEqual(provisioned.sort());
});

it('scrapes its targets, knows the rules, and ends', async () => {
  const [port = 0] = await freePorts(1);
  const program = await startPrometheus(directory, port, targets);
  const api = `http://127.0.0.1:${port}/api/v1`;
  const ask = async (route: string): Promise<object | undefined> => {
    const response = await fetch(`${api}${route}`).catch((error: unknown) => {
      // Nobody listens yet.
      if ((error as Error).name === 'TypeError') return undefined;
      throw error;
    });
    return response?.ok === true ? ((await response.json()) as object) : undefined;
  };
  const target = (job: string, instance: string, more: object = {}) =>
    expect.objectContaining({ labels: { job, instance, ...more } });
  const all = [
    target('application', '127.0.0.1:4'),
    target('kafka', '127.0.0.1:2', { broker: '1' }),
    target('kafka', '127.0.0.1:3', { broker: '2' }),
    target('kafkascope', '127.0.0.1:1'),
  ];
  let answer: { data: { activeTargets: unknown[] } } | undefined;
  try {
    // The files of targets are read a moment after the start.
    while (answer?.data.activeTargets.length !== all.length) {
      await sleep(200);
      answer = (await ask('/targets')) as typeof answer;
    }
    expect(answer.data.activeTargets).toEqual(expect.arrayContaining(all));
    const rules = (await ask('/rules')) as { data: { groups: unknown[] } };
    expect(rules.data.groups).toHaveLength(5);
  } finally {
    await program.stop();
  }
  expect(await program.ended).toBe('exit code 0');
});
