import type { Risk } from '../derived/finding.ts';
import type { Family } from './family.ts';
import { label, labelTable } from './label-table.ts';

const places: Readonly<Record<Risk, number>> = {
  replication_factor_1: 0,
  min_isr_1: 1,
  min_isr_equals_replication: 2,
  unclean_election: 3,
  retention_below_lag: 4,
  compaction_below_lag: 5,
  one_rack: 6,
  offsets_expire: 7,
  disk_full: 8,
};
const riskLabels = labelTable(Object.keys(places).map((risk) => label('risk', risk)));

export const riskFamilies: readonly Family[] = [
  {
    name: 'kafka_topic_risk',
    type: 'gauge',
    help: '1 for each risk of the topic that holds: what may lead to loss or refused records, and did not yet.',
    count: ({ derived }) => derived.risks.length,
    write: ({ derived, topicLabels }, index, text) => {
      const found = derived.risks[index];
      if (found !== undefined) text.write(1, topicLabels, found.topic, riskLabels, places[found.risk]);
    },
  },
];
