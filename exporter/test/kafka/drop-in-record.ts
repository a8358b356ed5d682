/**
 * Records kafka_exporter's answers on the scripted cluster as the fixtures of drop-in.test.ts. Run by hand when the
 * script or the version of kafka_exporter changes, and say so in the fixtures' README.md:
 *
 *     KAFKA_EXPORTER_BIN=/path/to/kafka_exporter node exporter/test/kafka/drop-in-record.ts
 */
import { writeFileSync } from 'node:fs';
import { startCluster } from '../../../cluster/src/cluster.ts';
import { dropInCases, fixturePath } from './drop-in-cases.ts';
import { askKafkaExporter } from './drop-in-kafka-exporter.ts';
import { dropInCluster, playDropInScript } from './drop-in-script.ts';
import { seriesOf } from '../../../scripts/samples.ts';

const kafkaExporter = process.env.KAFKA_EXPORTER_BIN;
if (kafkaExporter === undefined) throw new Error('KAFKA_EXPORTER_BIN does not name the binary of kafka_exporter');

const cluster = await startCluster({ ...dropInCluster, onProgress: (line) => console.log(line) });
try {
  const scene = await playDropInScript(cluster);
  for (const dropInCase of dropInCases) {
    if (dropInCase.withoutBroker3) await scene.stopBroker3();
    const samples = await askKafkaExporter(kafkaExporter, cluster, dropInCase.flags);
    const lines = samples.map((sample) => `${seriesOf(sample)} ${sample.value}\n`).sort();
    writeFileSync(fixturePath(dropInCase), lines.join(''));
    console.log(`${fixturePath(dropInCase)}: ${lines.length} series`);
  }
  await scene.close();
} finally {
  await cluster.stop();
}
