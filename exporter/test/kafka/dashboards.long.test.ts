import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { freePorts } from '../../../cluster/src/ports.ts';
import { startPrometheus } from '../../../scripts/start/prometheus.ts';
import type { Program } from '../../../scripts/start/program.ts';
import { unanswered } from '../provisioning/answers.ts';
import { panelQueries } from '../provisioning/kafkascope-queries.ts';
import { dashboards, root } from '../provisioning/provisioned.ts';
import { startUnderTest, until, type ExporterUnderTest } from './exporter-under-test.ts';
import { watchedDemo } from '../../../demo/src/watched.ts';

/** All that `npm start` starts but Grafana: no panel of any dashboard may be empty then. */

let cluster: Cluster;
let demo: ChildProcess;
let exporter: ExporterUnderTest;
let prometheus: Program;
let prometheusUrl: string;
const folder = mkdtempSync(path.join(tmpdir(), 'kafkascope-dashboards-'));

beforeAll(async () => {
  cluster = await startCluster({ brokers: 3, jmx: true });
  const [readings = 0, port = 0, control = 0, api = 0] = await freePorts(4);
  const env = {
    ...process.env,
    KAFKA_BROKERS: cluster.bootstrap,
    DEMO_PROBES: '1',
    OCEAN_DASHBOARD_PORT: String(readings),
    DEMO_CONTROL_PORT: String(control),
    HOST_API_PORT: String(api),
  };
  demo = fork(path.join(root, 'demo/src/main.ts'), { env, stdio: 'ignore' });
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: [...watchedDemo, '--audit.enabled'] });
  prometheus = await startPrometheus(folder, port, {
    exporter: new URL(exporter.url).host,
    brokers: cluster.brokers.map(({ id, jmxUrl }) => ({ id, agent: new URL(jmxUrl ?? '').host })),
    applications: [`127.0.0.1:${String(readings)}`],
  });
  prometheusUrl = `http://127.0.0.1:${String(port)}`;
}, 240_000);

afterAll(async () => {
  demo.kill('SIGTERM');
  await prometheus.stop();
  await exporter.close();
  await cluster.stop();
  rmSync(folder, { recursive: true });
}, 120_000);

it('fills every panel on Kafkascope', async () => {
  await until(
    () => unanswered(panelQueries(), exporter.url),
    (empty) => {
      expect(empty).toEqual([]);
    },
    120,
  );
}, 180_000);

it('fills every panel on Prometheus', async () => {
  const asked = promQueries();
  expect(asked.length).toBeGreaterThan(50);
  await until(
    async () => {
      const answers = await Promise.all(asked.map(async (one) => ({ ...one, rows: await countRows(one.expr) })));
      return answers.filter(({ rows }) => rows === 0).map(({ where, expr }) => `${where}: ${expr}`);
    },
    (empty) => {
      expect(empty).toEqual([]);
    },
    240,
  );
}, 300_000);

/** As Grafana asks them with these choices. */
function promQueries(): { where: string; expr: string }[] {
  const chosen: Readonly<Record<string, string>> = {
    group: 'ocean-archive',
    cluster: '.*',
    broker: '.*',
    __rate_interval: '40s',
  };
  return dashboards().flatMap(({ name, dashboard }) => {
    const topic = name.endsWith('topic.json') ? 'ocean.atlantic' : '.*';
    return dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.flatMap(({ expr }) =>
        expr === undefined
          ? []
          : [
              {
                where: `${name}: ${title}`,
                expr: expr.replaceAll(/\$(\w+)/g, (_, key: string) => ({ ...chosen, topic })[key] ?? ''),
              },
            ],
      ),
    );
  });
}

async function countRows(expr: string): Promise<number> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query?${String(new URLSearchParams({ query: expr }))}`);
  const { status, data, error } = (await answer.json()) as {
    status: string;
    data?: { result: unknown[] };
    error?: string;
  };
  if (status !== 'success' || data === undefined) throw new Error(`${expr}: ${error ?? status}`);
  return data.result.length;
}
