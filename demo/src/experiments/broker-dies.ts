import type { Experiment } from './experiment.ts';
import { refuseWithoutThree } from './three-brokers.ts';

const topic = 'logs.access';

export const brokerDies: Experiment = {
  name: 'broker-dies',
  title: 'A broker dies and comes back',
  does: 'Kills the last broker as a power cut would, and starts it again when that was seen.',
  shows: `Partitions of ${topic} lack a replica until the broker is back; producers and consumers go on with the others.`,
  endsBrokers: true,
  refusal: refuseWithoutThree,
  run: async ({ brokers, exporter }) => {
    const broker = brokers.count;
    await brokers.ask('kill', broker);
    let missing: number;
    try {
      const seen = await exporter.topic(topic, ({ underReplicatedPartitions }) => underReplicatedPartitions > 0);
      missing = seen.underReplicatedPartitions;
    } finally {
      await brokers.ask('start', broker);
    }
    await exporter.topic(topic, ({ underReplicatedPartitions }) => underReplicatedPartitions === 0, 180);
    return `${String(missing)} partitions of ${topic} lacked a replica, and have all of them again`;
  },
};
