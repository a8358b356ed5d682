import type { Experiment } from './experiment.ts';

const group = 'ocean-dashboard';

export const offsetsReset: Experiment = {
  name: 'offsets-reset',
  title: "A group's offsets are reset",
  does: `Ends the member of ${group}, sets the group back to the beginning of ocean.atlantic, and starts it when that was seen.`,
  shows: `The group ${group} has status REWIND: its commits went back, and it reads old records again.`,
  run: async ({ role, exporter, admin }) => {
    const dashboard = role('dashboard');
    await dashboard.stop();
    try {
      // kafkajs tries again while the group still has its member.
      await admin((connected) => connected.resetOffsets({ groupId: group, topic: 'ocean.atlantic', earliest: true }));
      return await exporter.group(group, ({ status, reason }) => status === 'REWIND' || reason.includes('REWIND'));
    } finally {
      dashboard.start();
    }
  },
};
