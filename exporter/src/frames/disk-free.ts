import type { QueryBy } from '../api.ts';
import type { Metric } from './metric.ts';

const labels = ['broker', 'log_dir'];

/** Free space of the volumes that hold log directories; where brokers say so (Kafka 3.3 and later). */
export const diskFree: Metric = {
  name: 'diskFree',
  // Neither topics nor groups have a part in it: whatever `by` says, it is by log directory.
  labels: new Map<QueryBy, readonly string[]>([
    ['topic', labels],
    ['group', labels],
    ['partition', labels],
    ['all', labels],
  ]),
  config: { displayName: 'Free', unit: 'bytes', description: 'Free space on the volume of the log directory' },
  *now({ snapshot }) {
    for (const { id, logDirs } of snapshot.brokers) {
      for (const { path, usableBytes = NaN } of logDirs) {
        yield { labels: { broker: String(id), log_dir: path }, value: usableBytes };
      }
    }
  },
};
