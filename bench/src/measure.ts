import { startCluster } from '../../cluster/src/cluster.ts';
import type { Contender } from './contender.ts';
import { startKafkascope, type Refresh } from './kafkascope.ts';
import { describeMachine } from './machine.ts';
import { startNeighbours } from './neighbours.ts';
import type { Options } from './options.ts';
import { Populator } from './populate.ts';
import type { Measured, MeasuredCluster, Results } from './results.ts';
import { interleave } from './rounds.ts';
import { measureSynthetic } from './synthetic.ts';
import { Undo } from './undo.ts';

const looksPerTurn = 3;
const growthRefreshes = 5;
const scrapedRefreshes = 5;
const quietRefreshes = 5;
const syntheticRounds = 7;

/** The whole run, one thing at a time so that nothing disturbs what is measured. */
export async function measure(
  options: Options,
  startedAt: string,
  directory: string,
  undo: Undo,
  progress: (line: string) => void,
): Promise<Results> {
  const machine = describeMachine();
  progress('synthetic snapshot');
  const synthetic = await measureSynthetic(syntheticRounds, undo);

  const { brokers, cluster, populator } = await target(options, undo, progress);
  const growth: { topics: number; refreshes: readonly Refresh[] }[] = [];
  if (populator !== undefined) {
    const half = options.scale.topics / 2;
    progress(`requests with ${String(half)} topics`);
    growth.push({ topics: half, refreshes: await refreshesAfterStart(brokers, undo) });
    progress('as many topics again');
    await populator.addTopics({ from: half, to: options.scale.topics });
  }
  const ours = await startKafkascope(brokers, undo, { profileDirectory: options.profile ? directory : undefined });
  if (populator !== undefined) {
    progress(`requests with ${String(options.scale.topics)} topics`);
    growth.push({ topics: options.scale.topics, refreshes: await ours.turn(growthRefreshes) });
  }

  const neighbours: Contender[] = await Promise.all([
    startKafkascope(brokers, undo, { name: 'without producers', flags: ['--no-collector.transactions'] }),
    startKafkascope(brokers, undo, {
      name: 'all of producers',
      flags: ['--collector.producers', '--collector.headers', '--audit.enabled'],
    }),
  ]);
  const absent = await startNeighbours(brokers, directory, undo, (contender) => neighbours.push(contender));
  for (const { name, reason } of absent) progress(`${name} is not measured: ${reason}`);
  const traffic = new Undo();
  undo.add(() => traffic.all());
  if (populator !== undefined) traffic.add(await populator.writeOn());
  const { looks, dropped } = await interleave(ours, neighbours, options.rounds, looksPerTurn, progress);
  await traffic.all();

  progress('event loop and scrapes');
  const quiet = await ours.quiet(quietRefreshes);
  const { times, loop: scraped } = await ours.scraped(scrapedRefreshes);

  progress('size of the answers');
  const measured: Measured[] = [];
  for (const contender of [ours, ...neighbours]) {
    const rounds = looks.get(contender.name);
    if (rounds === undefined) continue;
    measured.push({
      name: contender.name,
      version: contender.version,
      rounds,
      answer: await contender.answer(),
      peakResidentBytes: contender.peakResidentBytes(),
    });
  }
  return {
    startedAt,
    machine,
    cluster,
    contenders: measured,
    absent: [...absent, ...dropped],
    growth,
    scrapes: times,
    loop: { quiet, scraped },
    synthetic,
  };
}

/**
 * The first refreshes of an exporter of its own: what it asks of a cluster that it has just met differs from what it
 * asks later, so that only refreshes of the same age can be held against each other.
 */
async function refreshesAfterStart(brokers: readonly string[], undo: Undo): Promise<readonly Refresh[]> {
  const own = new Undo();
  undo.add(() => own.all());
  try {
    const fresh = await startKafkascope(brokers, own);
    return await fresh.turn(growthRefreshes);
  } finally {
    await own.all();
  }
}

interface Target {
  readonly brokers: readonly string[];
  readonly cluster: MeasuredCluster;
  /** undefined where the cluster is to be left as it is. */
  readonly populator: Populator | undefined;
}

/** The cluster that was named, or one of our own with the first half of its topics and all of its groups. */
async function target({ brokers, scale }: Options, undo: Undo, progress: (line: string) => void): Promise<Target> {
  if (brokers !== undefined) {
    const unknown = { topics: undefined, partitions: undefined, groups: undefined, offsets: undefined };
    return { brokers, cluster: { kafka: undefined, brokers: brokers.length, ...unknown }, populator: undefined };
  }
  progress('three brokers');
  const started = await startCluster({
    heapMb: 1024,
    // An index file is mapped into memory at its full size, and there are two for each of the many partitions.
    brokerConfig: {
      'log.index.size.max.bytes': '65536',
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
    },
    onProgress: progress,
  });
  undo.add(() => started.stop());
  const own = started.bootstrap.split(',');
  const populator = new Populator(own, scale);
  const half = scale.topics / 2;
  progress(`${String(half)} topics, ${String(scale.groups)} groups`);
  await populator.addTopics({ from: 0, to: half });
  await populator.addGroups(half);
  return {
    brokers: own,
    cluster: {
      kafka: started.version,
      brokers: own.length,
      topics: scale.topics,
      partitions: scale.topics * scale.partitionsPerTopic,
      groups: scale.groups,
      offsets: scale.offsets,
    },
    populator,
  };
}
