import type { Experiment } from './experiment.ts';

const group = 'ocean-dashboard';
const topic = 'ocean.atlantic';

export const offsetsReset: Experiment = {
  name: 'offsets-reset',
  title: "A group's offsets are reset",
  does: `Ends the member of ${group}, sets the group back to the beginning of ${topic}, and starts it when that was seen.`,
  shows: `The lag of ${group} jumps to all records that ${topic} keeps: the group reads them again.`,
  run: async ({ role, exporter, admin }) => {
    const dashboard = role('dashboard');
    await dashboard.stop();
    try {
      // kafkajs tries again while the group still has its member.
      const kept = await admin(async (connected) => {
        await connected.resetOffsets({ groupId: group, topic, earliest: true });
        const offsets = await connected.fetchTopicOffsets(topic);
        return offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
      });
      const sentence = await exporter.group(group, ({ lag }) => (lag ?? NaN) >= kept);
      return `${String(kept)} records are unread again; ${sentence}`;
    } finally {
      dashboard.start();
    }
  },
};
