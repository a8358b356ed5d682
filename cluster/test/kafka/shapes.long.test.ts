import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { startCluster } from '../../src/cluster.ts';
import { oldestVersion } from '../../src/jars.ts';
import { probeMetadata } from '../../src/metadata-probe.ts';

const timeoutMs = 300_000;

it(
  'runs the oldest Kafka that is supported, with a controller of its own',
  async () => {
    const cluster = await startCluster({ version: oldestVersion, brokers: 1, controllers: 1 });
    try {
      expect(cluster.controllers).toHaveLength(1);
      const view = await probeMetadata(cluster.brokers[0]?.port ?? 0);
      expect(view.brokerIds).toEqual([1]);
      expect(readFileSync(cluster.brokers[0]?.logFile ?? '', 'utf8')).toContain(`Kafka version: ${oldestVersion}`);
    } finally {
      await cluster.stop();
    }
    expect(existsSync(cluster.directory)).toBe(false);
  },
  timeoutMs,
);

it(
  'runs on a small memory disk until it is full, or says why it cannot',
  async () => {
    const deaths: string[] = [];
    const options = { brokers: 1, tmpfs: { sizeMb: 24 }, onDeath: (_: number, reason: string) => deaths.push(reason) };
    const cluster = await startCluster(options).catch((error: unknown) => error as Error);
    if (cluster instanceof Error) {
      expect(cluster.message).toMatch(/needs Linux and root/);
      return;
    }
    try {
      const at = ['--bootstrap-server', cluster.bootstrap];
      await cluster.tool('org.apache.kafka.tools.TopicCommand', [...at, '--create', '--topic', 'much']);
      const load = ['--topic', 'much', '--num-records', '40000', '--record-size', '1000', '--throughput', '-1'];
      const producer = cluster.startTool('org.apache.kafka.tools.ProducerPerformance', [
        ...load,
        '--command-property',
        `bootstrap.servers=${cluster.bootstrap}`,
      ]);
      while (deaths.length === 0) await sleep(50);
      producer.kill('SIGKILL');
      expect(deaths[0]).toContain('the disk is full');
    } finally {
      await cluster.stop();
    }
    expect(execFileSync('mount', { encoding: 'utf8' })).not.toContain(cluster.directory);
    expect(existsSync(cluster.directory)).toBe(false);
  },
  timeoutMs,
);
