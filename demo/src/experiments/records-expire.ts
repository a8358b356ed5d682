import { keep, keepFor } from '../topics.ts';
import type { Experiment } from './experiment.ts';

const group = 'ocean-archive';
const topic = 'ocean.pacific';

export const recordsExpire: Experiment = {
  name: 'records-expire',
  title: 'Records expire before they are read',
  does: `Ends the member of ${group} and has ${topic} keep records for a second, until the first loss is seen.`,
  shows: `The page counts records that were lost to ${group}, cause expired: retention deleted what it had not read.`,
  run: async ({ role, exporter, admin }) => {
    // Of a group without a commit nobody can say what it has lost; one that has just joined has none.
    await exporter.lag(group, topic, () => true);
    const archive = role('archive');
    await archive.stop();
    try {
      return await exporter.loss(
        (finding) => finding.name === 'expired' && finding.group === group,
        () => admin((connected) => keepFor(connected, topic, { retentionMs: 1_000, segmentMs: 2_000 })),
      );
    } finally {
      await admin((connected) => keepFor(connected, topic, keep));
      archive.start();
    }
  },
};
