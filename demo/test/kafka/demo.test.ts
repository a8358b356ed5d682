import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { freePorts } from '../../../cluster/src/ports.ts';
import { commandLineOf } from '../../../cluster/src/process.ts';
import type { Graph, GroupList } from '../../../exporter/src/api.ts';
import { eventually } from '../../../exporter/test/kafka/eventually.ts';
import { startUnderTest, type ExporterUnderTest } from '../../../exporter/test/kafka/exporter-under-test.ts';
import { firing } from '../../../exporter/test/provisioning/alert-evaluation.ts';
import { unanswered } from '../../../exporter/test/provisioning/answers.ts';
import { alertRules } from '../../../exporter/test/provisioning/grafana-files.ts';
import {
  annotationQueries,
  panelQueries,
  variableQueries,
} from '../../../exporter/test/provisioning/kafkascope-queries.ts';
import { cast } from '../../src/cast.ts';
import { watchedDemo } from '../../src/watched.ts';
import { ControlPage } from '../control/control-page.ts';

/** The whole demo on one real broker, as `npm start` runs it, and what Grafana shows of it. */

const main = path.join(import.meta.dirname, '../../src/main.ts');

const java = cast.filter(({ scenario }) => scenario === 'parcels').map(({ name }) => name);
/** One for each role, and a JVM for those in Java. */
const processes = cast.length - java.length + 1;

let cluster: Cluster;
let environment: NodeJS.ProcessEnv;
let demo: ChildProcess;
let dashboard: string;
let readings: string;
let page: ControlPage;
let exporter: ExporterUnderTest;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 1 });
  const [port = 0, control = 0, api = 0] = await freePorts(3);
  dashboard = `http://127.0.0.1:${port}/metrics`;
  readings = `http://127.0.0.1:${api}/readings`;
  page = new ControlPage(control);
  environment = {
    ...process.env,
    KAFKA_BROKERS: cluster.bootstrap,
    KAFKA_CLASS_PATH: cluster.classPath,
    OCEAN_DASHBOARD_PORT: String(port),
    DEMO_CONTROL_PORT: String(control),
    HOST_API_PORT: String(api),
  };
  startDemo();
  exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: watchedDemo });
}, 120_000);

afterAll(async () => {
  demo.kill('SIGKILL');
  await exporter.close();
  await cluster.stop();
}, 60_000);

it('shows the newest reading of every buoy', async () => {
  await until(async () => {
    const text = await (await fetch(dashboard)).text();
    expect(
      text.match(/^ocean_temperature_celsius\{ocean="(atlantic|pacific)",buoy="\1-\d\d"\} [\d.]+$/gm),
    ).toHaveLength(36);
  });
}, 90_000);

it('records a reading over HTTP, and reads it when it has come through Kafka', async () => {
  const given = { host: 'by-hand', cpuPercent: 12.5, memoryPercent: 50 };
  await until(async () => {
    const answer = await fetch(readings, { method: 'POST', body: JSON.stringify(given) });
    expect(answer.status).toBe(201);
  });
  await until(async () => {
    const answer = (await (await fetch(readings)).json()) as { readings: object[] };
    expect(answer.readings).toEqual(
      expect.arrayContaining([
        { ...given, time: expect.any(String) },
        {
          host: hostname(),
          time: expect.any(String),
          cpuPercent: expect.any(Number),
          memoryPercent: expect.any(Number),
        },
      ]),
    );
  });
}, 150_000);

it('carries errors through the pipeline, and commits', async () => {
  await until(async () => {
    const groups = await describeGroups();
    for (const [group, topic] of [
      ['log-indexer', 'logs.access'],
      ['log-alerts', 'logs.errors'],
      ['ocean-dashboard', 'ocean.pacific'],
      ['payment-service', 'orders'],
      ['bookkeeping', 'payments'],
      ['host-latest', 'host.metrics'],
      ['parcel-tracking', 'parcels'],
    ] as const) {
      expect(groups).toMatch(new RegExp(String.raw`^${group} +${topic} +\d +[1-9]\d* `, 'm'));
    }
  });
}, 90_000);

it('shows who writes to every topic, and the pipelines from end to end', async () => {
  await until(async () => {
    const { edges } = (await exporter.api('/api/graph')) as Graph;
    const writes = edges.filter(({ kind }) => kind === 'produces').map(({ source, target }) => `${source} > ${target}`);
    expect(writes.sort()).toEqual([
      'application:log-indexer > topic:logs.errors',
      'application:payment-service > topic:payments',
      'producer:buoy-gateway > topic:ocean.atlantic',
      'producer:buoy-gateway > topic:ocean.pacific',
      // What was posted above.
      'producer:host-api > topic:host.metrics',
      'producer:host-sensor > topic:host.metrics',
      'producer:parcel-depot > topic:parcels',
      'producer:web-frontend > topic:logs.access',
      'producer:web-shop > topic:orders',
    ]);
    const reads = edges.filter(({ kind }) => kind === 'consumes').map(({ source, target }) => `${source} > ${target}`);
    expect(reads).toEqual(
      expect.arrayContaining([
        'topic:logs.access > application:log-indexer',
        'topic:orders > application:payment-service',
        'topic:parcels > group:parcel-couriers',
        'topic:parcels > group:parcel-tracking',
      ]),
    );
  });
}, 90_000);

it("shows what only Kafka's own clients can: a group of KIP-848, judged as any other, and a share group, not judged", async () => {
  await until(async () => {
    const { groups } = (await exporter.api('/api/groups')) as GroupList;
    const parcels = groups.filter(({ group }) => group.startsWith('parcel-'));
    expect(parcels).toEqual([
      expect.objectContaining({ group: 'parcel-couriers', type: 'share', state: 'Stable', members: 3, status: null }),
      expect.objectContaining({
        group: 'parcel-tracking',
        type: 'consumer',
        state: 'Stable',
        members: 1,
        status: 'OK',
      }),
    ]);
    // All that came before the group were handed out, and what comes is.
    expect(parcels[0]?.lag).toBeLessThan(100);
    expect(new Set(groups.map(({ type }) => type))).toEqual(new Set(['classic', 'consumer', 'share']));
    const { nodes } = (await exporter.api('/api/graph')) as Graph;
    expect(nodes.find(({ id }) => id === 'group:parcel-couriers')).toMatchObject({
      subtitle: 'share group · 3 members · Stable',
      lost: null,
    });
  });
}, 90_000);

it('fills the dashboards on Kafkascope: each panel, variable and annotation', async () => {
  await until(async () => {
    // That nothing is lost is the one thing that a demo has nothing to show of.
    const annotations = annotationQueries().filter(({ where }) => !where.endsWith(': Losses'));
    expect(await unanswered([...panelQueries(), ...annotations], exporter.url)).toEqual([]);
  });
  for (const { where, query } of variableQueries()) {
    const { list, cluster = '', filter = '' } = query;
    const answer = (await exporter.api(`/api/${list}?${String(new URLSearchParams({ cluster, filter }))}`)) as Record<
      string,
      unknown
    >;
    expect([where, answer[list]]).toEqual([where, expect.arrayContaining([expect.anything()])]);
  }
}, 90_000);

it('gives no alert rule a reason to fire', async () => {
  for (const rule of alertRules()) {
    // No answer is given where the last refresh is too old.
    const fires = await eventually(() => firing(rule, exporter.url));
    expect([rule.title, fires]).toEqual([rule.title, []]);
  }
});

describe('roles in one JVM', () => {
  beforeAll(() => until(async () => expect(await running()).toHaveLength(java.length)), 90_000);

  const running = async () => {
    const { roles } = await page.state();
    return roles.filter(({ name }) => java.includes(name)).map(({ name, state }) => `${name} ${state}`);
  };
  const members = async (name: string) => {
    const { groups } = (await exporter.api('/api/groups')) as GroupList;
    return groups.find(({ group }) => group === name)?.members;
  };

  it('are stopped and started one by one', async () => {
    await page.post('/consumers/couriers/stop');
    await page.post('/producers/depot/stop');
    expect(await running()).toEqual(['depot stopped', 'tracking running', 'couriers stopped']);
    await until(async () =>
      expect([await members('parcel-couriers'), await members('parcel-tracking')]).toEqual([0, 1]),
    );
    expect(childrenOf(demo.pid)).toHaveLength(processes);
    await page.post('/consumers/couriers/start');
    await page.post('/producers/depot/start');
    await until(async () => expect(await members('parcel-couriers')).toBe(3));
  }, 90_000);

  it('leave no process when all are stopped, and start again in a new one', async () => {
    await Promise.all([
      page.post('/producers/depot/stop'),
      page.post('/consumers/tracking/stop'),
      page.post('/consumers/couriers/stop'),
    ]);
    expect(childrenOf(demo.pid)).toHaveLength(processes - 1);
    await page.post('/producers/depot/start');
    await page.post('/consumers/tracking/start');
    await page.post('/consumers/couriers/start');
    await until(async () => {
      expect([await members('parcel-couriers'), await members('parcel-tracking')]).toEqual([3, 1]);
    });
    expect(childrenOf(demo.pid)).toHaveLength(processes);
  }, 90_000);

  it('start again when their JVM is killed', async () => {
    const jvm = childrenOf(demo.pid).find((pid) => commandLineOf(pid)?.includes('Parcels.java') === true);
    process.kill(jvm ?? NaN, 'SIGKILL');
    await until(async () => {
      expect(await running()).toEqual(java.map((name) => `${name} starting again`));
    });
    await until(async () => {
      expect(await running()).toEqual(java.map((name) => `${name} running`));
      expect([jvm, childrenOf(demo.pid).length]).toEqual([expect.any(Number), processes]);
    });
  }, 90_000);

  it('can be run alone, too', async () => {
    const alone = fork(path.join(path.dirname(main), 'parcels.ts'), ['couriers'], {
      env: environment,
      stdio: 'ignore',
    });
    await until(async () => expect(await members('parcel-couriers')).toBeGreaterThanOrEqual(6));
    const children = childrenOf(alone.pid);
    expect(children).toHaveLength(1);
    alone.kill('SIGTERM');
    expect(await once(alone, 'exit')).toEqual([0, null]);
    await until(async () => expect(children.filter(isAlive)).toEqual([]));
    // Those of the JVM that was killed are taken for gone after a while.
    await until(async () => expect(await members('parcel-couriers')).toBe(3));
  }, 150_000);

  it('pause and send as they are told', async () => {
    const lag = async () => {
      const { groups } = (await exporter.api('/api/groups')) as GroupList;
      return groups.find(({ group }) => group === 'parcel-tracking')?.lag;
    };
    expect((await page.post('/consumers/tracking/pause')).status).toBe(200);
    expect((await page.post('/producers/depot/burst', '{"records": 5000}')).status).toBe(200);
    await until(async () => expect(await lag()).toBeGreaterThan(4_000));
    await page.post('/consumers/tracking/start');
    await until(async () => expect(await lag()).toBeLessThan(100));
  }, 150_000);
});

it.each<[how: string, end: (pid: number) => void]>([
  // A terminal tells all processes of a program in the foreground.
  ['Ctrl-C ends it', (pid) => process.kill(-pid, 'SIGINT')],
  ['it is asked to end', (pid) => process.kill(pid, 'SIGTERM')],
  ['it is killed', (pid) => process.kill(pid, 'SIGKILL')],
])(
  'leaves no process behind when %s',
  async (_, end) => {
    if (demo.exitCode !== null) startDemo();
    await until(async () => expect(childrenOf(demo.pid)).toHaveLength(processes));
    const roles = childrenOf(demo.pid);
    end(demo.pid ?? NaN);
    await once(demo, 'exit');
    await until(async () => expect(roles.filter(isAlive)).toEqual([]));
  },
  150_000,
);

/** In a process group of its own, as a program that a shell starts. */
function startDemo(): void {
  demo = fork(main, { env: environment, stdio: 'ignore', detached: true });
}

function describeGroups(): Promise<string> {
  const args = ['--bootstrap-server', cluster.internalBootstrap, '--describe', '--all-groups'];
  return cluster.tool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', args);
}

function childrenOf(parent: number | undefined): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Checks again until it does not throw, for a minute. */
function until(check: () => Promise<void>): Promise<void> {
  return eventually(check, 60_000);
}
