import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import { compareSamples, type Comparison, type Difference } from '../../../scripts/drop-in-comparison.ts';
import { parseSamples } from '../../../scripts/samples.ts';
import { dropInCases, fixturePath, type DropInCase } from './drop-in-cases.ts';
import { askKafkaExporter, withoutPorts } from './drop-in-kafka-exporter.ts';
import { dropInCluster, playDropInScript, type Scene } from './drop-in-script.ts';
import { eventually } from './eventually.ts';
import { startUnderTest, type ExporterUnderTest } from './exporter-under-test.ts';

/**
 * Whoever exchanges kafka_exporter for kafkascope notices nothing, but for what is named here: the same flags on the
 * same cluster give the same series with the same values. kafka_exporter's answers are recorded. Where
 * KAFKA_EXPORTER_BIN names its binary, there is one more test for each case, which asks it here and now.
 */

const beyondEnd = (family: string, partition = '') =>
  `kafka_consumergroup_${family}{consumergroup="beyond-end",${partition}topic="payments"}`;
const lagBeyondEnd = beyondEnd('lag', 'partition="0",');
const lagSumBeyondEnd = beyondEnd('lag_sum');
const members = 'kafka_consumergroup_members{consumergroup="console-848"}';
const labelledMembers = 'kafka_consumergroup_members{consumergroup="console-848",env="test",team="data"}';

/** Differences on purpose, all of them, by case: kafka_exporter's value and ours; undefined: no such series. */
const onPurpose: Readonly<Record<string, readonly Difference[]>> = {
  defaults: [
    // The group has committed 1000 where the partition ends at 10: that is no lag, and not -990.
    { series: lagBeyondEnd, theirs: -990, ours: undefined },
    { series: lagSumBeyondEnd, theirs: -975, ours: 15 },
    // Members of a consumer group (KIP-848) are counted.
    { series: members, theirs: 0, ours: 1 },
  ],
  'filters-and-labels': [{ series: labelledMembers, theirs: 0, ours: 1 }],
  'no-offset.show-all': [
    { series: lagBeyondEnd, theirs: -990, ours: undefined },
    { series: lagSumBeyondEnd, theirs: -975, ours: undefined },
    { series: members, theirs: 0, ours: 1 },
  ],
  'broker-down': [
    // The commit in a partition without leader is known, and stays.
    {
      series: 'kafka_consumergroup_current_offset{consumergroup="audit-reader",partition="0",topic="audit-log"}',
      theirs: undefined,
      ours: 4,
    },
    {
      series: 'kafka_consumergroup_current_offset_sum{consumergroup="audit-reader",topic="audit-log"}',
      theirs: 20,
      ours: 24,
    },
    { series: lagBeyondEnd, theirs: -990, ours: undefined },
    { series: lagSumBeyondEnd, theirs: -975, ours: 15 },
    { series: members, theirs: 0, ours: 1 },
  ],
};

/**
 * With --no-offset.show-all a group without members is left out, as the flag's help promises. kafka_exporter names
 * no partition in its request for such a group, which Kafka understands as all of them.
 */
const leftOut = /^kafka_consumergroup_(lag|current_offset)(_sum)?\{consumergroup="(?!orders-live|console-848)/;

/** Only that the series is there can be recorded: how many records it has depends on how members came and went. */
const unsteady = /^kafka_topic_partition_current_offset\{partition="\d+",topic="__consumer_offsets"\}$/;

const kafkaExporter = process.env.KAFKA_EXPORTER_BIN;

let cluster: Cluster;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster(dropInCluster);
  scene = await playDropInScript(cluster);
}, 300_000);

afterAll(async () => {
  await scene.close();
  await cluster.stop();
}, 60_000);

describe.each(dropInCases)('$name', (dropInCase) => {
  let exporter: ExporterUnderTest;

  beforeAll(async () => {
    if (dropInCase.withoutBroker3) await scene.stopBroker3();
    exporter = await startUnderTest({ brokers: cluster.bootstrap, flags: dropInCase.flags });
  }, 180_000);

  afterAll(async () => {
    await exporter.close();
  });

  const ask = async () => parseSamples(withoutPorts((await exporter.metrics()).text, cluster));

  it('gives what kafka_exporter gave when it was recorded', async () => {
    const recorded = parseSamples(readFileSync(fixturePath(dropInCase), 'utf8'));
    await eventually(async () => {
      const ours = await ask();
      const { different, ...comparison } = compareSamples(recorded, ours, ours);
      const steady = different.filter(({ series }) => !unsteady.test(series));
      expectDropIn(dropInCase, { different: steady, ...comparison });
    });
  }, 60_000);

  if (kafkaExporter === undefined) return;
  it('gives what kafka_exporter gives now', async () => {
    const before = await ask();
    const theirs = await askKafkaExporter(kafkaExporter, cluster, dropInCase.flags);
    await eventually(async () => {
      const ours = await ask();
      const comparison = compareSamples(theirs, before, ours);
      expect(comparison.moved.filter(({ series }) => !unsteady.test(series))).toEqual([]);
      expectDropIn(dropInCase, comparison);
    });
  }, 120_000);
});

function expectDropIn({ name }: DropInCase, { different, missing, extra, documented }: Comparison): void {
  const found = {
    different,
    missing: missing.filter(({ series }) => name !== 'no-offset.show-all' || !leftOut.test(series)),
    extra,
    documented: sorted(documented.map(({ series, theirs, ours }) => ({ series, theirs, ours }))),
  };
  expect(found).toEqual({ different: [], missing: [], extra: [], documented: sorted(onPurpose[name] ?? []) });
}

const sorted = (differences: readonly Difference[]): Difference[] =>
  differences.toSorted((a, b) => (a.series < b.series ? -1 : 1));
