import { describe, expect, it } from '@jest/globals';
import { startCluster } from '../../../cluster/src/cluster.ts';
import type { ClusterOptions } from '../../../cluster/src/options.ts';
import type { SnapshotTaker } from '../../src/snapshot/take-snapshot.ts';
import { createTopic } from './create-topic.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { startUnderTest, until } from './exporter-under-test.ts';
import { takerOf, topicOf } from './snapshot-taker.ts';

/** The oldest Kafka that Maven has in full and that runs here, and other shapes of the newest. */
const shapes: readonly { readonly name: string; readonly options: ClusterOptions; readonly metadataVersion: RegExp }[] =
  [
    { name: 'Kafka 3.3.2', options: { brokers: 1, version: '3.3.2' }, metadataVersion: /^3\.3-IV3$/ },
    { name: 'a dedicated controller', options: { brokers: 1, controllers: 1 }, metadataVersion: /^\d+\.\d+-IV\d+$/ },
  ];

describe.each(shapes)('$name', ({ options, metadataVersion }) => {
  it('is seen whole: topics, groups, lag, quorum, log dirs, settings, and what is asked after a snapshot', async () => {
    const cluster = await startCluster(options);
    const exporter = await startUnderTest({ brokers: cluster.bootstrap });
    const kafka = kafkaClient(cluster.bootstrap, 'versions');
    const { taker, close } = takerOf(cluster);
    const admin = kafka.admin();
    const producer = kafka.producer();
    try {
      await Promise.all([admin.connect(), producer.connect()]);
      await createTopic(cluster, 'orders', 2);
      await producer.send({
        topic: 'orders',
        messages: [
          { partition: 1, value: 'a' },
          { partition: 1, value: 'b' },
        ],
      });
      await admin.setOffsets({ groupId: 'billing', topic: 'orders', partitions: [{ partition: 1, offset: '1' }] });
      const scrape = await until(exporter.metrics, (metrics) => {
        const series = { consumergroup: 'billing', topic: 'orders', partition: 1 };
        expect(metrics.value('kafka_consumergroup_lag', series)).toBe(1);
        expect(metrics.value('kafka_topic_size_bytes', { topic: 'orders' })).toBeDefined();
      });
      const failed = [...scrape.family('kafka_exporter_collector_success')].filter(([, success]) => success !== 1);
      expect(failed).toEqual([]);
      expect(scrape.value('kafka_active_controllers')).toBe(1);
      const [info] = scrape.family('kafka_cluster_info').keys();
      expect(/metadata_version="([^"]*)"/.exec(info ?? '')?.[1]).toMatch(metadataVersion);
      await expectAnswers(taker);
    } finally {
      close();
      await Promise.all([admin.disconnect(), producer.disconnect()]);
      await exporter.close();
      await cluster.stop();
    }
  });
});

/** Settings, and an answer of every kind, about the second partition of 'orders'. */
async function expectAnswers(taker: SnapshotTaker): Promise<void> {
  const snapshot = await taker.take();
  expect(snapshot.offsetsRetentionMs).toBe(7 * 86_400_000);
  const orders = topicOf(snapshot, 'orders');
  expect(orders.config).toMatchObject({ deleteRetentionMs: 86_400_000, uncleanLeaderElection: false, tiered: false });
  const partition = Int32Array.of(orders.firstPartition + 1);
  const epoch = partition.map((index) => snapshot.partitions.leaderEpoch[index] ?? -1);
  const gone = 'bm8tc3VjaC10b3BpYy0tLQ';
  const answers = await taker.answer({
    epochEnds: { partition, leaderEpoch: epoch, epoch },
    oldestUnread: { partition, timestampMs: Float64Array.of(0) },
    expiring: { partition, timestampMs: Float64Array.of(Date.now() + 60_000) },
    topicIds: [orders.id ?? '', gone],
    producers: partition,
    samples: { partition, offset: Float64Array.of(0) },
  });
  expect([...answers.epochEnds]).toEqual([2]);
  expect([...answers.oldestUnread.offset, ...answers.expiring.offset]).toEqual([0, Infinity]);
  expect([...answers.topicsGone]).toEqual([gone]);
  expect([...answers.producers.values()]).toEqual([[]]);
  expect(answers.samples.length).toBeGreaterThan(0);
  expect(new Set(answers.samples.map(({ partition: one }) => one))).toEqual(new Set(partition));
  const outcomes = answers.collectors.map(({ name, error }) => [name, error]);
  expect(outcomes).toEqual(
    ['headers', 'leader-epochs', 'producers', 'timestamps', 'topic-ids'].map((name) => [name, undefined]),
  );
}
