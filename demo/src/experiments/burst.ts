import type { Experiment } from './experiment.ts';

const records = 20_000;

export const burst: Experiment = {
  name: 'burst',
  title: 'A burst of records',
  does: `Has web-frontend send ${String(records)} records at once to logs.access.`,
  shows: 'The edge from web-frontend to logs.access thickens for a moment: its rate is ten times the usual or more.',
  run: async ({ role, exporter }) => {
    role('frontend').order({ burst: records });
    const topic = await exporter.topic('logs.access', ({ recordsPerSecond }) => (recordsPerSecond ?? 0) > 1_000, 60);
    return `logs.access receives ${String(Math.round(topic.recordsPerSecond ?? NaN))} records per second`;
  },
};
