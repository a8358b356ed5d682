import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { freePorts } from '../../../cluster/src/ports.ts';
import { startUnderTest, type ExporterUnderTest } from '../../../exporter/test/kafka/exporter-under-test.ts';
import { lendBrokers } from '../../src/lend-brokers.ts';
import { ControlPage } from '../control/control-page.ts';
import { watchedDemo } from '../../src/watched.ts';

const main = path.join(import.meta.dirname, '../../src/main.ts');

/** The demo with its control page, the exporter that watches it, and real brokers below, as `npm start` has them. */
export class PlayedDemo {
  readonly #cluster: Cluster;
  readonly exporter: ExporterUnderTest;
  readonly #demo: ChildProcess;
  readonly page: ControlPage;

  private constructor(cluster: Cluster, exporter: ExporterUnderTest, demo: ChildProcess, port: number) {
    this.#cluster = cluster;
    this.exporter = exporter;
    this.#demo = demo;
    this.page = new ControlPage(port);
  }

  /** @param hasProbes Whether its kafkajs clients have probes, and the exporter compares what they tell. */
  static async start(brokers: number, { hasProbes = false } = {}): Promise<PlayedDemo> {
    const cluster = await startCluster({
      brokers,
      heapMb: 256,
      brokerConfig: { 'log.initial.task.delay.ms': '500', 'log.retention.check.interval.ms': '2000' },
    });
    const exporter = await startUnderTest({
      brokers: cluster.bootstrap,
      flags: [...watchedDemo, ...(hasProbes ? ['--audit.enabled'] : [])],
    });
    const [port = 0, dashboard = 0, api = 0] = await freePorts(3);
    const env = {
      ...process.env,
      KAFKA_BROKERS: cluster.bootstrap,
      KAFKASCOPE_URL: exporter.url,
      OCEAN_DASHBOARD_PORT: String(dashboard),
      HOST_API_PORT: String(api),
      DEMO_CONTROL_PORT: String(port),
      DEMO_BROKERS: String(brokers),
      DEMO_PROBES: hasProbes ? '1' : '',
      KAFKA_CLASS_PATH: cluster.classPath,
    };
    const demo = fork(main, { env, stdio: 'ignore' });
    lendBrokers(demo, cluster);
    const played = new PlayedDemo(cluster, exporter, demo, port);
    await played.untilHealthy();
    return played;
  }

  async close(): Promise<void> {
    const ended = once(this.#demo, 'exit');
    // It waits until each of its roles has left, so that none outlives the test.
    this.#demo.kill('SIGTERM');
    await ended;
    await this.exporter.close();
    await this.#cluster.stop();
  }

  /** For whoever has to find out why an experiment was not seen. */
  async tellWhatIsSeen(): Promise<void> {
    for (const path of ['/api/groups', '/api/topics', '/api/findings'])
      process.stdout.write(`${path}: ${JSON.stringify(await this.exporter.api(path))}\n`);
  }

  /** Until the exporter tells of nothing that an experiment left behind: no topic, no missing replica, no disk. */
  async untilBroughtBack(): Promise<void> {
    await until(async () => {
      const { topics } = (await this.exporter.api('/api/topics')) as {
        topics: { topic: string; underReplicatedPartitions: number }[];
      };
      const { brokers } = (await this.exporter.api('/api/brokers')) as { brokers: { logDirs: unknown[] }[] };
      const well =
        topics.every(
          ({ topic, underReplicatedPartitions }) => !topic.startsWith('experiment.') && underReplicatedPartitions === 0,
        ) &&
        brokers.length === this.#cluster.brokers.length &&
        brokers.every(({ logDirs }) => logDirs.length === 1);
      return well ? true : undefined;
    }, 180);
  }

  /** Until the exporter knows a topic. */
  async untilKnown(topic: string): Promise<void> {
    await until(async () => {
      const { topics } = (await this.exporter.api('/api/topics')) as { topics: { topic: string }[] };
      return topics.some((one) => one.topic === topic) ? true : undefined;
    }, 120);
  }

  /** Until all groups are judged OK: what an experiment does to them is then its own doing. */
  async untilHealthy(): Promise<void> {
    const wanted = ['ocean-dashboard', 'log-indexer', 'log-alerts'];
    await until(async () => {
      const answer = (await this.exporter.api('/api/groups')) as { groups?: { group: string; status: string }[] };
      const healthy = answer.groups?.filter(({ status }) => status === 'OK').map(({ group }) => group) ?? [];
      return wanted.every((group) => healthy.includes(group)) ? true : undefined;
    }, 120);
  }
}

async function until<T>(look: () => Promise<T | undefined>, seconds: number): Promise<T> {
  const deadlineMs = performance.now() + seconds * 1_000;
  while (performance.now() < deadlineMs) {
    const found = await look().catch((error: unknown) => {
      // Nobody listens yet.
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return undefined;
      throw error;
    });
    if (found !== undefined) return found;
    await sleep(300);
  }
  throw new Error(`not within ${String(seconds)} s`);
}
