import type { Experiment } from './experiment.ts';

export const consumerStops: Experiment = {
  name: 'consumer-stops',
  title: 'A consumer stops',
  does: 'Ends the only member of the group ocean-dashboard; its records go on arriving.',
  shows: 'The group ocean-dashboard turns critical on the page, with status STOP: nobody owns its partitions.',
  needs: ['dashboard'],
  run: async ({ role, exporter }) => {
    await role('dashboard').stop();
    return exporter.group('ocean-dashboard', ({ status }) => status === 'STOP');
  },
};
