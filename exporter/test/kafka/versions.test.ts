import { describe, expect, it } from '@jest/globals';
import { startCluster } from '../../../cluster/src/cluster.ts';
import type { ClusterOptions } from '../../../cluster/src/options.ts';
import { createTopic } from './create-topic.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { startUnderTest, until } from './exporter-under-test.ts';

/** The oldest Kafka that Maven has in full and that runs here, and other shapes of the newest. */
const shapes: readonly { readonly name: string; readonly options: ClusterOptions; readonly metadataVersion: RegExp }[] =
  [
    { name: 'Kafka 3.3.2', options: { brokers: 1, version: '3.3.2' }, metadataVersion: /^3\.3-IV3$/ },
    { name: 'a dedicated controller', options: { brokers: 1, controllers: 1 }, metadataVersion: /^\d+\.\d+-IV\d+$/ },
  ];

describe.each(shapes)('$name', ({ options, metadataVersion }) => {
  it('is seen whole: topics, groups, lag, quorum, log dirs', async () => {
    const cluster = await startCluster(options);
    const exporter = await startUnderTest({ brokers: cluster.bootstrap });
    const kafka = kafkaClient(cluster.bootstrap, 'versions');
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
    } finally {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
      await exporter.close();
      await cluster.stop();
    }
  });
});
