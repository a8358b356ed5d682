import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../src/cluster.ts';
import { probeMetadata } from '../../src/metadata-probe.ts';
import { isAlive } from '../../src/process.ts';

const timeoutMs = 300_000;
const tools = 'org.apache.kafka.tools';

describe('three brokers', () => {
  let directory: string;
  let cluster: Cluster;
  const deaths: number[] = [];

  const start = () =>
    startCluster({
      dataDir: directory,
      jmx: true,
      racks: ['a', 'b', 'c'],
      onDeath: (id) => {
        deaths.push(id);
      },
    });
  const at = () => ['--bootstrap-server', cluster.bootstrap];
  const broker = (i: number) => {
    const found = cluster.brokers[i];
    if (found === undefined) throw new Error(`no broker ${i}`);
    return found;
  };
  const known = async (i: number) => (await probeMetadata(broker(i).node.internalPort ?? 0)).brokerIds;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'kafkascope-cluster-test-'));
    cluster = await start();
  }, timeoutMs);
  afterAll(async () => {
    await cluster.stop();
    await rm(directory, { recursive: true });
  }, timeoutMs);

  it(
    'know each other and keep three copies of what they are given',
    async () => {
      expect(await known(0)).toEqual([1, 2, 3]);
      await cluster.tool(`${tools}.TopicCommand`, [...at(), '--create', '--topic', 'kept']);
      await cluster.tool(`${tools}.ConsoleProducer`, [...at(), '--topic', 'kept', '--command-property', 'acks=all'], {
        input: 'one\ntwo\n',
      });
      expect(await cluster.tool(`${tools}.TopicCommand`, [...at(), '--describe', '--topic', 'kept'])).toContain(
        'ReplicationFactor: 3',
      );
    },
    timeoutMs,
  );

  it(
    'have share and streams groups switched on',
    async () => {
      const features = await cluster.tool(`${tools}.FeatureCommand`, [...at(), 'describe']);
      for (const feature of ['group.version', 'share.version', 'streams.version']) {
        expect(features).toMatch(new RegExp(`${feature}\\s.*FinalizedVersionLevel: 1`));
      }
    },
    timeoutMs,
  );

  it('show their traffic to Prometheus', async () => {
    const answers = await Promise.all(cluster.brokers.map(async ({ jmxUrl }) => (await fetch(jmxUrl ?? '')).text()));
    expect(answers.join('')).toMatch(/^kafka_server_brokertopicmetrics_bytesin_total\{topic="kept"\} [1-9]/m);
  });

  it(
    'go on without one that is killed, and take it back',
    async () => {
      await broker(2).kill();
      expect(broker(2).pid).toBeUndefined();
      while ((await known(0)).length > 2) await sleep(100);
      await broker(2).start();
      expect(await known(2)).toContain(3);
      // Killing it ourselves was no news.
      expect(deaths).toEqual([]);
    },
    timeoutMs,
  );

  it(
    'tell of one that dies by itself',
    async () => {
      process.kill(broker(1).pid ?? 0, 'SIGKILL');
      while (deaths.length === 0) await sleep(20);
      expect(deaths).toEqual([2]);
      await broker(1).start();
    },
    timeoutMs,
  );

  it(
    'can be paused and resumed',
    async () => {
      broker(1).pause();
      await expect(probeMetadata(broker(1).node.internalPort ?? 0, 300)).rejects.toThrow('no answer');
      broker(1).resume();
      expect((await probeMetadata(broker(1).node.internalPort ?? 0, 20_000)).controllerId).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  it('do not share their data with a second cluster', async () => {
    await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
  });

  it(
    'are gone after stop, and find their data again',
    async () => {
      const pids = cluster.brokers.map(({ pid }) => pid ?? 0);
      await cluster.stop();
      expect(pids.filter(isAlive)).toEqual([]);
      cluster = await start();
      const consume = [...at(), '--topic', 'kept', '--from-beginning', '--max-messages', '2', '--timeout-ms', '60000'];
      expect(await cluster.tool(`${tools}.consumer.ConsoleConsumer`, consume, { timeoutMs: 90_000 })).toBe(
        'one\ntwo\n',
      );
    },
    timeoutMs,
  );
});

describe('a broker that cannot start', () => {
  it(
    'is told with what its log says',
    async () => {
      const brokerConfig = { 'log.retention.check.interval.ms': 'often' };
      await expect(startCluster({ brokers: 1, brokerConfig })).rejects.toThrow(/log\.retention\.check\.interval\.ms/);
    },
    timeoutMs,
  );
});
