import type { Experiment } from './experiment.ts';

const records = 20_000;
/** Usual are 40 to 100 records per second. The exporter's rates are those of the last minute: a burst adds a sixtieth. */
const soMany = 250;

export const burst: Experiment = {
  name: 'burst',
  title: 'A burst of records',
  does: `Has web-frontend send ${records.toLocaleString('en')} records at once to logs.access.`,
  shows: 'The edge from web-frontend to logs.access thickens for a minute: its rate is several times the usual.',
  run: async ({ role, exporter }) => {
    role('frontend').order({ burst: records });
    const topic = await exporter.topic('logs.access', ({ recordsPerSecond }) => (recordsPerSecond ?? 0) > soMany, 60);
    return `logs.access receives ${String(Math.round(topic.recordsPerSecond ?? NaN))} records per second`;
  },
};
