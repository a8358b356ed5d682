import type { KnownWriter } from './known-writers.ts';

/** What each writer of a topic contributes. */
export interface Shares {
  /** Records per second of a writer (index) into a topic (index); NaN where it is not known. */
  of(writer: number, topic: number): number;
  /** Records per second of a topic that come from none of its writers; NaN where that is not known, 0 for none. */
  rest(topic: number): number;
}

interface Topic {
  known: number;
  /** Writers whose part is not known. */
  unknown: number;
  isTransactional: boolean;
}

/** Less than this part of what comes is the inexactness of two rates that were not taken at one moment. */
const leastRest = 0.1;

/**
 * Splits what topics receive among those who write to them. Where the parts of all but one are known, the last has what
 * they leave. In topics with transactions the ends count markers too, which are nobody's records: there nothing is
 * left.
 * @param produceRate by topic index; NaN unknown.
 */
export function sharesOf(writers: readonly KnownWriter[], produceRate: Float64Array): Shares {
  const topics = new Map<number, Topic>();
  for (const { writes } of writers) {
    for (const { topic, recordsPerSecond, isTransactional } of writes) {
      let one = topics.get(topic);
      if (one === undefined) topics.set(topic, (one = { known: 0, unknown: 0, isTransactional: false }));
      if (Number.isNaN(recordsPerSecond)) one.unknown++;
      else one.known += recordsPerSecond;
      one.isTransactional ||= isTransactional;
    }
  }
  const left = (topic: number, { known }: Topic) => Math.max((produceRate[topic] ?? NaN) - known, 0);
  const own = writers.map(({ writes }) => new Map(writes.map((write) => [write.topic, write.recordsPerSecond])));
  return {
    of: (writer, topic) => {
      const recordsPerSecond = own[writer]?.get(topic) ?? NaN;
      const one = topics.get(topic);
      if (!Number.isNaN(recordsPerSecond) || one?.unknown !== 1) return recordsPerSecond;
      return one.isTransactional && one.known > 0 ? NaN : left(topic, one);
    },
    rest: (topic) => {
      const one = topics.get(topic);
      if (one === undefined) return produceRate[topic] ?? NaN;
      if (one.unknown > 0 || one.isTransactional) return 0;
      const rest = left(topic, one);
      return rest > (produceRate[topic] ?? NaN) * leastRest ? rest : 0;
    },
  };
}
