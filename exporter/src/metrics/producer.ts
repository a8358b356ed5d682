import { producerEvidences, type ProducerEvidence } from '../derived/producer/sightings.ts';
import type { SeenProducer } from '../derived/producer/seen-producers.ts';
import { nobody } from '../derived/producer/sightings.ts';
import type { Family } from './family.ts';
import { label, labelTable } from './label-table.ts';

interface Count {
  readonly topic: number;
  readonly evidence: ProducerEvidence;
  producers: number;
}

const evidenceLabels = labelTable(producerEvidences.map((evidence) => label('evidence', evidence)));

/** Made once for each refresh. */
const counted = new WeakMap<readonly SeenProducer[], readonly Count[]>();

function countsOf(producers: readonly SeenProducer[]): readonly Count[] {
  const known = counted.get(producers);
  if (known !== undefined) return known;
  const counts = new Map<string, Count>();
  for (const { topic, evidence } of producers.flatMap(({ name, writes }) => (name === nobody ? [] : writes))) {
    for (const one of evidence) {
      const key = `${topic} ${one}`;
      const count = counts.get(key) ?? { topic, evidence: one, producers: 0 };
      count.producers++;
      counts.set(key, count);
    }
  }
  const made = [...counts.values()].sort((left, right) => left.topic - right.topic);
  counted.set(producers, made);
  return made;
}

export const producerFamilies: readonly Family[] = [
  {
    name: 'kafka_topic_producers',
    type: 'gauge',
    help: 'Producers seen writing to the topic in the last 15 minutes, by how they are known; one known in several ways counts in each.',
    count: ({ derived }) => countsOf(derived.producers).length,
    write: ({ derived, topicLabels }, index, text) => {
      const count = countsOf(derived.producers)[index];
      if (count === undefined) return;
      text.write(count.producers, topicLabels, count.topic, evidenceLabels, producerEvidences.indexOf(count.evidence));
    },
  },
];
