import type { Experiment } from './experiment.ts';

const group = 'ocean-dashboard';
const topic = 'ocean.atlantic';

export const offsetsReset: Experiment = {
  name: 'offsets-reset',
  title: "A group's offsets are reset",
  does: `Ends the member of ${group}, sets the group back to the beginning of ${topic}, and starts it when that was seen.`,
  shows: `The lag of ${group} jumps to all records that ${topic} keeps: the group reads them again.`,
  needs: ['dashboard'],
  run: async ({ role, exporter, admin }) => {
    const dashboard = role('dashboard');
    await dashboard.stop();
    try {
      // kafkajs tries again while the group still has its member.
      const kept = await admin(async (connected) => {
        const offsets = await connected.fetchTopicOffsets(topic);
        // Not its resetOffsets: that commits no offset at all, and nobody sees one until the member has read.
        const partitions = offsets.map(({ partition, low }) => ({ partition, offset: low }));
        await connected.setOffsets({ groupId: group, topic, partitions });
        return offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
      });
      await exporter.lag(group, topic, (lag) => lag >= kept);
      const sentence = await exporter.group(group, ({ status }) => status !== null && status !== 'OK');
      return `${String(kept)} records of ${topic} are unread again; ${sentence}`;
    } finally {
      dashboard.start();
    }
  },
};
