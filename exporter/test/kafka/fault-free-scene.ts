import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { CommitJournal } from './commit-journal.ts';
import { eventually } from './eventually.ts';
import { RestartableExporter } from './restartable-exporter.ts';
import { Metrics, startUnderTest, type ExporterUnderTest } from './exporter-under-test.ts';
import { FalseAlarms } from './false-alarms.ts';
import { patientClient, produceSteadily, startJavaReaders, startReader, type Member } from './steady-load.ts';
import { batches, createTopics } from './steady-topics.ts';
import { allowWatcher, revokeFromWatcher, watcher } from './watcher-rights.ts';

/** Groups that read on all the time. */
const lasting = {
  steady: 'orders',
  table: 'table',
  growing: 'growing',
  streams: 'repartition',
} as const;
const judged = ['steady', 'steady-assign', 'steady-kip848', 'table', 'growing', 'streams'];
const job = { group: 'job', pauseMs: 10_000 };
const jobLivesMs = 3_000;

/** All that happens without any loss happens to this cluster, and two exporters watch it. */
export interface Scene {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly alarms: FalseAlarms;
  /** May only what its rights allow, asks for producers, and is never restarted. */
  readonly limited: ExporterUnderTest;
  /** A process: it is restarted, and its clock is set. Asks for no producers. */
  readonly restarted: RestartedExporter;
  /** Another member of a group, or a new group. */
  readonly read: (group: string, topic: string, fromBeginning?: boolean) => Promise<Member>;
  /** Gives the first exporter its rights. */
  readonly allow: () => Promise<void>;
  readonly revoke: (type: 'TOPIC' | 'GROUP') => Promise<void>;
  /** Waits for a window of refreshes, and then until both exporters judge every group that reads. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface RestartedExporter {
  readonly process: RestartableExporter;
  /** Ends it and starts it anew, with its state or without. */
  restart(signal: 'SIGTERM' | 'SIGKILL', keepsState: boolean): Promise<void>;
}

export async function startScene(): Promise<Scene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-fault-free-'));
  const cluster = await startCluster({
    brokers: 3,
    heapMb: 384,
    security: { tls: false, sasl: ['PLAIN'], users: { [watcher.user]: watcher.password } },
    superUsers: ['User:ANONYMOUS'],
    brokerConfig: { 'log.cleaner.backoff.ms': '500', 'auto.leader.rebalance.enable': 'false' },
  });
  const closing: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true }), () => cluster.stop()];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    return await play(cluster, folder, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function play(
  cluster: Cluster,
  folder: string,
  closing: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Scene> {
  const admin = patientClient(cluster, 'fault-free-admin').admin();
  await admin.connect();
  closing.push(() => admin.disconnect());
  await createTopics(admin);
  await allowWatcher(admin);
  const journal = new CommitJournal();
  const stop = new AbortController();
  const producing = produceSteadily(cluster, batches, stop.signal);
  closing.push(async () => {
    stop.abort();
    await producing;
  });
  startJavaReaders(cluster, journal, 'orders', 'ledger');
  const read = (group: string, topic: string, fromBeginning = true, clientId = `${group}-client`) =>
    startReader(cluster, journal, { group, topic, fromBeginning, clientId });
  for (const [group, topic] of Object.entries(lasting)) {
    const member = await read(group, topic);
    closing.push(() => member.leave());
  }
  const second = await read('steady', 'orders');
  closing.push(() => second.leave());
  const jobs = runJobs(cluster, journal, stop.signal);
  closing.push(async () => {
    stop.abort();
    await jobs;
  });

  let startedMs = Date.now();
  const startOfLimitedMs = startedMs;
  const limited = await startUnderTest({
    brokers: cluster.bootstrap,
    flags: [
      '--sasl.enabled',
      '--sasl.mechanism=plain',
      `--sasl.username=${watcher.user}`,
      `--sasl.password=${watcher.password}`,
      '--collector.producers',
    ],
  });
  closing.push(() => limited.close());
  const process = new RestartableExporter(cluster.internalBootstrap);
  const keepingState = [`--state.dir=${folder}`];
  closing.push(() => process.end());
  await process.start(keepingState);
  const alarms = new FalseAlarms(
    [
      { name: 'limited', url: () => limited.url, sinceMs: () => startOfLimitedMs },
      { name: 'restarted', url: () => process.url, sinceMs: () => startedMs },
    ],
    { journal, alwaysDrained: new Set(['ledger-classic', 'ledger-kip848']), job },
  );
  alarms.start();
  closing.push(() => alarms.close());
  return {
    cluster,
    admin,
    alarms,
    limited,
    restarted: {
      process,
      async restart(signal, keepsState) {
        await process.end(signal);
        await process.start(keepsState ? keepingState : []);
        startedMs = Date.now();
      },
    },
    read,
    allow: () => allowWatcher(admin),
    revoke: (type) => revokeFromWatcher(admin, type),
    async settle() {
      await sleep(7_000);
      await eventually(() => allJudged([limited.url, process.url]), 90_000);
    },
    close,
  };
}

async function allJudged(urls: readonly (string | undefined)[]): Promise<void> {
  for (const url of urls) {
    if (url === undefined) throw new Error('an exporter does not run');
    const metrics = new Metrics(await (await fetch(new URL('/metrics', url))).text());
    if (metrics.value('kafka_up') !== 1) throw new Error(`${url} sees no cluster`);
    for (const group of judged) {
      const isWell = ['OK', 'WARN', 'REWIND'].some(
        (status) => metrics.value('kafka_consumergroup_status', { consumergroup: group, status }) === 1,
      );
      if (!isWell) throw new Error(`${url} does not judge ${group}, or finds it standing still`);
    }
  }
}

/** A consumer that lives for three seconds and comes again, as one that cron starts. */
async function runJobs(cluster: Cluster, journal: CommitJournal, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const reading = { group: job.group, topic: 'orders', commits: 'on leaving' } as const;
    try {
      const member = await startReader(cluster, journal, reading);
      await sleep(jobLivesMs);
      await member.leave();
    } catch (error) {
      // As of any job, one run may fail while brokers restart. That it stood still is in the journal.
      console.error(`${job.group}: ${String(error)}`);
    }
    await sleep(job.pauseMs - jobLivesMs);
  }
}
