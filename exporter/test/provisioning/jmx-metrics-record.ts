/**
 * Records which metrics the JMX agent of a real broker shows, with their labels, for metrics.test.ts. Run by hand when
 * cluster/jmx-agent.yaml or the newest version of Kafka changes:
 *
 *     node exporter/test/provisioning/jmx-metrics-record.ts
 */
import { writeFileSync } from 'node:fs';
import { startCluster } from '../../../cluster/src/cluster.ts';
import { parseSamples } from '../../../scripts/samples.ts';
import { createTopic } from '../kafka/create-topic.ts';
import { kafkaClient } from '../kafka/kafkajs-members.ts';

const file = new URL('../fixtures/jmx/metrics.txt', import.meta.url);
const cluster = await startCluster({ brokers: 1, jmx: true, onProgress: (line) => console.log(line) });
try {
  // So that there is traffic of a topic.
  await createTopic(cluster, 'orders', 1);
  const producer = kafkaClient(cluster.bootstrap, 'writer').producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'one' }] });
  await producer.disconnect();

  const labels = new Map<string, Set<string>>();
  const [broker] = cluster.brokers;
  for (const sample of parseSamples(await (await fetch(broker?.jmxUrl ?? '')).text())) {
    const known = labels.get(sample.name) ?? new Set<string>();
    for (const label of Object.keys(sample.labels)) known.add(label);
    if (sample.name.startsWith('kafka_')) labels.set(sample.name, known);
  }
  const lines = [...labels].map(([name, known]) => [name, ...[...known].sort()].join(' ')).sort();
  writeFileSync(file, `${lines.join('\n')}\n`);
  console.log(`${lines.length} metrics`);
} finally {
  await cluster.stop();
}
