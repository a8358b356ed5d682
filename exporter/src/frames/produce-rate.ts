import type { QueryBy } from '../api.ts';
import { isAsked, type Ask, type Current } from './ask.ts';
import { advances, combineInto, sum } from './combine.ts';
import { rate, type History } from './history.ts';
import type { Metric, Row, SeriesParts } from './metric.ts';

/** Records per second by which end offsets advance. */
export const produceRate: Metric = {
  name: 'produceRate',
  labels: new Map<QueryBy, readonly string[]>([
    ['topic', ['topic']],
    ['partition', ['topic', 'partition']],
    ['all', []],
  ]),
  total: sum,
  config: { displayName: 'Produced', unit: 'short', description: 'Records per second that arrive' },
  now: rows,
  past: { series },
};

function* rows({ snapshot, derived }: Current, ask: Ask): Iterable<Row> {
  for (const [index, { name, firstPartition, partitionCount }] of snapshot.topics.entries()) {
    if (!isAsked(ask.topic, name)) continue;
    if (ask.by === 'topic') yield { labels: { topic: name }, value: derived.topics.produceRate[index] ?? NaN };
    else {
      for (let number = 0; number < partitionCount; number++) {
        const value = derived.partitions.produceRate[firstPartition + number] ?? NaN;
        yield { labels: { topic: name, partition: String(number) }, value };
      }
    }
  }
}

function* series({ snapshot, derived }: Current, ask: Ask, history: History): SeriesParts {
  const { past } = derived;
  for (const { name, firstPartition, partitionCount } of snapshot.topics) {
    if (!isAsked(ask.topic, name)) continue;
    let ofTopic: Float64Array | undefined;
    for (let number = 0; number < partitionCount; number++) {
      const values = rate(advances(past.ends(firstPartition + number)), history);
      if (ask.by === 'partition') yield { labels: { topic: name, partition: String(number) }, values };
      else {
        if (ofTopic === undefined) ofTopic = values;
        else combineInto(ofTopic, values, sum);
        yield undefined;
      }
    }
    if (ofTopic !== undefined) yield { labels: { topic: name }, values: ofTopic };
  }
}
