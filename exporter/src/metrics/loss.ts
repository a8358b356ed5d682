import type { Family } from './family.ts';

/** One sample per count of a scope; their labels are those of the subjects, which may be gone. */
function perLoss(name: string, help: string, isOfGroup: boolean): Family {
  return {
    name,
    type: 'counter',
    help,
    count: ({ derived }) => derived.losses.length,
    write: ({ derived, lossLabels }, index, text) => {
      const loss = derived.losses[index];
      if (loss === undefined || (loss.group !== undefined) !== isOfGroup) return;
      text.write(loss.records, lossLabels, index);
    },
  };
}

export const lossFamilies: readonly Family[] = [
  perLoss(
    'kafka_consumergroup_records_lost_total',
    'Records that the group can no longer read and never read, as far as it is proved, by cause.',
    true,
  ),
  perLoss(
    'kafka_topic_records_lost_total',
    'Records of the topic that are gone although they were acknowledged, as far as it is proved, by cause.',
    false,
  ),
];
