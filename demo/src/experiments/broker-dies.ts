import type { Experiment } from './experiment.ts';
import { refuseWithoutThree } from './three-brokers.ts';

const topic = 'logs.access';

export const brokerDies: Experiment = {
  name: 'broker-dies',
  title: 'A broker dies and comes back',
  does: 'Kills the last broker as a power cut would, and starts it again when that was seen.',
  shows:
    'The page says on top that the broker is away, and which partitions lack a copy; producers and consumers go on with the others.',
  needs: ['brokers'],
  refusal: refuseWithoutThree,
  run: async ({ brokers, exporter }) => {
    const broker = brokers.count;
    const sinceMs = Date.now();
    await brokers.ask('kill', broker);
    let seen: string;
    try {
      seen = await exporter.finding((finding) => finding.name === 'broker_away' && finding.broker === broker, sinceMs);
    } finally {
      await brokers.ask('start', broker);
    }
    await exporter.topic(topic, ({ underReplicatedPartitions }) => underReplicatedPartitions === 0, 180);
    return `${seen}. It is back, and ${topic} has all of its copies again`;
  },
};
