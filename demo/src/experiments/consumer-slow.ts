import type { Experiment } from './experiment.ts';

export const consumerSlow: Experiment = {
  name: 'consumer-slow',
  title: 'A consumer is too slow',
  does: 'Lets log-indexer take 100 ms for each record, while more than ten arrive in a second.',
  shows: 'The lag of log-indexer grows on its edge from logs.access, and the group needs attention.',
  run: async ({ role, exporter }) => {
    role('indexer').order({ pace: 'slow' });
    return exporter.group('log-indexer', ({ status, lag }) => status !== null && status !== 'OK' && (lag ?? 0) > 100);
  },
};
