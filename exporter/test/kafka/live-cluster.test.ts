import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { startCluster, type Cluster } from '../../../cluster/src/cluster.ts';
import type { FindingList, TopicList } from '../../src/api.ts';
import { createTopic } from './create-topic.ts';
import { kafkaClient } from './kafkajs-members.ts';
import { startUnderTest, type ExporterUnderTest, until } from './exporter-under-test.ts';

/** Three real brokers: first what is true while all is well, then what a person sees when it is not. */

let cluster: Cluster;
let exporter: ExporterUnderTest;
let admin: Admin;
let producer: Producer;

const kafka = (): Kafka => kafkaClient(cluster.bootstrap, 'live');

/** Titles of the findings about brokers and copies that hold. */
async function replicationFindings(): Promise<string[]> {
  const { findings } = (await exporter.api('/api/findings?kind=risk')) as FindingList;
  const names = [
    'broker_away',
    'broker_silent',
    'partitions_offline',
    'partitions_below_min_isr',
    'under_replicated',
    'no_controller',
  ];
  return findings.filter(({ name, end }) => names.includes(name) && end === null).map(({ title }) => title);
}

async function produce(topic: string, partition: number, records: number): Promise<void> {
  const messages = Array.from({ length: records }, (_, i) => ({ partition, value: `record ${String(i)}` }));
  await producer.send({ topic, messages, acks: -1 });
}

beforeAll(async () => {
  cluster = await startCluster();
  admin = kafka().admin();
  producer = kafka().producer({ retry: { retries: 20 } });
  await Promise.all([admin.connect(), producer.connect()]);
  await Promise.all([
    createTopic(cluster, 'orders', 3),
    createTopic(cluster, 'rates', 2),
    createTopic(cluster, 'fleeting', 2),
  ]);
  exporter = await startUnderTest({ brokers: cluster.bootstrap });
});

afterAll(async () => {
  await exporter.close();
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await cluster.stop();
});

describe('while all is well', () => {
  it('counts what was produced and committed, to the record', async () => {
    await produce('orders', 0, 120);
    await produce('orders', 2, 30);
    await admin.setOffsets({
      groupId: 'billing',
      topic: 'orders',
      partitions: [
        { partition: 0, offset: '100' },
        { partition: 2, offset: '30' },
      ],
    });
    const scrape = await until(exporter.metrics, (metrics) => {
      const group = { consumergroup: 'billing', topic: 'orders' };
      expect(metrics.value('kafka_consumergroup_lag', { ...group, partition: 0 })).toBe(20);
      expect(metrics.value('kafka_consumergroup_lag', { ...group, partition: 2 })).toBe(0);
      expect(metrics.value('kafka_consumergroup_lag_sum', group)).toBe(20);
    });
    const at = (partition: number): object => ({ topic: 'orders', partition });
    expect(scrape.value('kafka_topic_partition_current_offset', { ...at(0) })).toBe(120);
    expect(scrape.value('kafka_topic_partition_current_offset', { ...at(1) })).toBe(0);
    expect(scrape.value('kafka_topic_partition_oldest_offset', { ...at(0) })).toBe(0);
    expect(scrape.value('kafka_topic_partition_replicas', { ...at(0) })).toBe(3);
    expect(scrape.value('kafka_brokers')).toBe(3);
    expect(scrape.value('kafka_active_controllers')).toBe(1);
    // A partition without a commit keeps kafka_exporter's -1.
    expect(scrape.value('kafka_consumergroup_lag', { consumergroup: 'billing', topic: 'orders', partition: 1 })).toBe(
      -1,
    );
  });

  it('follows DeleteRecords with the oldest offset', async () => {
    await admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset: '50' }] });
    await until(exporter.metrics, (metrics) => {
      expect(metrics.value('kafka_topic_partition_oldest_offset', { topic: 'orders', partition: 0 })).toBe(50);
    });
  });

  it('sees rates and counters that agree with what was produced and consumed', async () => {
    // An exporter that has seen nothing but this: rates are averages over up to a minute.
    const fresh = await startUnderTest({ brokers: cluster.bootstrap });
    await until(fresh.metrics, (metrics) => {
      expect(metrics.value('kafka_topic_records_produced_total', { topic: 'rates' })).toBe(0);
    });
    const consumer = kafka().consumer({ groupId: 'rate-reader' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'rates', fromBeginning: true });
    let consumed = 0;
    await consumer.run({
      autoCommitInterval: 500,
      eachMessage: () => {
        consumed++;
        return Promise.resolve();
      },
    });
    const startedMs = performance.now();
    let produced = 0;
    while (performance.now() - startedMs < 8_000) {
      await produce('rates', (produced / 20) % 2, 20);
      produced += 20;
      await sleep(180);
    }
    const truth = produced / ((performance.now() - startedMs) / 1000);
    const { topics } = (await fresh.api('/api/topics?filter=^rates$')) as TopicList;
    expect(topics[0]?.recordsPerSecond).toBeGreaterThan(truth * 0.6);
    expect(topics[0]?.recordsPerSecond).toBeLessThan(truth * 1.4);
    await until(fresh.metrics, (metrics) => {
      const group = { consumergroup: 'rate-reader', topic: 'rates' };
      expect(metrics.value('kafka_topic_records_produced_total', { topic: 'rates' })).toBe(produced);
      expect(metrics.value('kafka_consumergroup_lag_sum', group)).toBe(0);
      expect(metrics.value('kafka_consumergroup_members', { consumergroup: 'rate-reader' })).toBe(1);
    });
    expect(consumed).toBe(produced);
    await consumer.disconnect();
    await fresh.close();
  });

  it('drops the series of a deleted topic, and goes on with one re-created under its name', async () => {
    await produce('fleeting', 0, 40);
    const series = { topic: 'fleeting', partition: 0 };
    await until(exporter.metrics, (metrics) => {
      expect(metrics.value('kafka_topic_partition_current_offset', series)).toBe(40);
    });
    await admin.deleteTopics({ topics: ['fleeting'] });
    await until(exporter.metrics, (metrics) => {
      expect(metrics.value('kafka_up')).toBe(1);
      const left = metrics.text.split('\n').filter((line) => line.includes('topic="fleeting"'));
      // What was lost in a topic outlives it for a day.
      expect(left).toEqual(['kafka_topic_records_lost_total{topic="fleeting",cause="truncated"} 0']);
    });
    await createTopic(cluster, 'fleeting', 1);
    await produce('fleeting', 0, 7);
    await until(exporter.metrics, (metrics) => {
      expect(metrics.value('kafka_topic_partition_current_offset', series)).toBe(7);
      expect(metrics.value('kafka_topic_records_produced_total', { topic: 'fleeting' })).toBeGreaterThanOrEqual(40);
    });
  });
});

describe('when something fails', () => {
  const ends = (metrics: { family(name: string): ReadonlyMap<string, number> }): number =>
    metrics.family('kafka_topic_partition_current_offset').size;

  it('shows the rest while a broker hangs, says which one, and recovers', async () => {
    const all = ends(await exporter.metrics());
    const [, second] = cluster.brokers;
    second?.pause();
    try {
      const scrape = await until(exporter.metrics, (metrics) => {
        expect(metrics.value('kafka_exporter_collector_success', { collector: 'offsets' })).toBe(0);
      });
      expect(ends(scrape)).toBeGreaterThan(0);
      expect(ends(scrape)).toBeLessThanOrEqual(all);
      await until(replicationFindings, (titles) => {
        expect(titles).toContainEqual(expect.stringMatching(/^Broker 2 does not answer; it leads \d+ partitions? of /));
      });
      expect(exporter.log()).toMatch(/broker 2 \(127\.0\.0\.1:\d+\): it did not answer in time|broker 2 advertises/);
    } finally {
      second?.resume();
    }
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_up')).toBe(1);
        expect(metrics.value('kafka_exporter_collector_success', { collector: 'offsets' })).toBe(1);
        expect(ends(metrics)).toBe(all);
      },
      60,
    );
    expect(exporter.log()).toContain('collector offsets is complete again');
  });

  it('goes on when a broker is killed in the middle of refreshes, with counters that never fall', async () => {
    const series = { topic: 'orders' };
    const before = (await exporter.metrics()).value('kafka_topic_records_produced_total', series) ?? NaN;
    await cluster.brokers[0]?.kill();
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_brokers')).toBe(2);
        expect(metrics.value('kafka_topic_partition_in_sync_replica', { topic: 'orders', partition: 0 })).toBe(2);
        expect(
          metrics.value('kafka_topic_partition_under_replicated_partition', { topic: 'orders', partition: 0 }),
        ).toBe(1);
        expect(metrics.value('kafka_topic_records_produced_total', series)).toBe(before);
        expect(
          metrics.value('kafka_consumergroup_lag', { consumergroup: 'billing', topic: 'orders', partition: 0 }),
        ).toBe(20);
      },
      60,
    );
    const titles = await replicationFindings();
    expect(titles).toEqual([
      expect.stringMatching(/^Broker 1 is away: \d+ partitions of .* lack the copy that it holds$/),
    ]);
    await produce('orders', 0, 5);
    await cluster.brokers[0]?.start();
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_brokers')).toBe(3);
        expect(metrics.value('kafka_topic_partition_in_sync_replica', { topic: 'orders', partition: 0 })).toBe(3);
        expect(metrics.value('kafka_topic_records_produced_total', series)).toBe(before + 5);
      },
      60,
    );
    await until(replicationFindings, (left) => {
      expect(left).toEqual([]);
    });
  });

  it('says that no controller is left, and goes on with what the last broker knows', async () => {
    // The second one leads partitions: the first has come back only now.
    const others = cluster.brokers.filter((_, i) => i !== 1);
    await Promise.all(others.map((broker) => broker.kill()));
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_active_controllers')).toBe(0);
      },
      60,
    );
    expect(await replicationFindings()).toContainEqual(expect.stringMatching(/^No controller answers: /));
    // Each second one would fail if the broker kept other answers back until the controller has answered.
    for (let look = 0; look < 8; look++) {
      const metrics = await exporter.metrics();
      expect(metrics.value('kafka_up')).toBe(1);
      expect(ends(metrics)).toBeGreaterThan(0);
      await sleep(1_000);
    }
    await Promise.all(others.map((broker) => broker.start()));
    await until(
      async () => [await exporter.metrics(), await replicationFindings()] as const,
      ([metrics, titles]) => {
        expect(metrics.value('kafka_active_controllers')).toBe(1);
        expect(titles).toEqual([]);
      },
      90,
    );
  });

  it('withholds what is old when all brokers are gone, and shows fresh numbers after a full restart', async () => {
    const before = (await exporter.metrics()).value('kafka_topic_records_produced_total', { topic: 'orders' });
    await Promise.all(cluster.brokers.map((broker) => broker.kill()));
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_up')).toBe(0);
        expect(metrics.text).not.toContain('kafka_topic_partition_current_offset');
        expect(metrics.text).not.toContain('kafka_brokers ');
      },
      60,
    );
    expect((await fetch(new URL('/healthz', exporter.url))).status).toBe(200);
    await Promise.all(cluster.brokers.map((broker) => broker.start()));
    await until(
      exporter.metrics,
      (metrics) => {
        expect(metrics.value('kafka_up')).toBe(1);
        expect(metrics.value('kafka_topic_records_produced_total', { topic: 'orders' })).toBe(before);
        expect(metrics.value('kafka_consumergroup_lag_sum', { consumergroup: 'billing', topic: 'orders' })).toBe(25);
      },
      90,
    );
    expect(exporter.log()).toContain('the cluster answers again');
  });
});
