import { Performer } from '../performer.ts';
import { rampPartitions, rampTopic as topic, recordBytes } from '../ramp.ts';
import { deleteTopics } from '../topics.ts';
import type { Experiment } from './experiment.ts';

/** Megabytes per second; the last is as much as is tried, so that no disk is written full. */
const steps = [1, 2, 4, 8, 16, 32, 64];
const ceiling = 64;
const stepSeconds = 8;
/** Where less than this share of what is offered arrives, the brokers, or the machine that they share, take no more. */
const takenShare = 0.8;

/** A few hundred megabytes are kept in all, where brokers look every few seconds, and no record for longer than a minute. */
const configEntries = [
  { name: 'retention.ms', value: '60000' },
  { name: 'retention.bytes', value: '16000000' },
  { name: 'segment.bytes', value: '8000000' },
  { name: 'file.delete.delay.ms', value: '1000' },
];

export const ramp: Experiment = {
  name: 'ramp',
  title: 'The load grows until the brokers choke',
  does: `Sends one megabyte per second to ${topic} and doubles that every ${String(stepSeconds + 2)} seconds, until less arrives than is sent, at most ${String(ceiling)}.`,
  shows: `The edge from load-ramp to ${topic} thickens step by step; how much arrived at the last step is told here.`,
  topic,
  needs: ['disks'],
  refusal: ({ brokers }) => {
    if (brokers.count === 0) return 'the demo did not start these brokers, and whoever else uses them would suffer';
    return brokers.hasSmallDisk ? 'a broker has a small disk since disk-full, until a reset takes it away' : undefined;
  },
  run: async ({ brokers, exporter, admin }) => {
    await admin(async (connected) => {
      await deleteTopics(connected, [topic]);
      const replicationFactor = Math.min(3, brokers.count);
      await connected.createTopics({
        waitForLeaders: false,
        topics: [{ topic, numPartitions: rampPartitions, replicationFactor, configEntries }],
      });
    });
    // Of the experiment alone: no role of the demo, which a reset would start.
    const sender = new Performer({ name: 'ramp', scenario: 'ramp', kind: 'producer', clientId: 'load-ramp' });
    sender.start();
    try {
      await exporter.end(topic, 1);
      const taken: number[] = [];
      for (const offered of steps) {
        sender.order({ load: offered });
        const measure = async () => ((await exporter.arrival(topic, stepSeconds)) * recordBytes) / 1e6;
        const first = await measure();
        // A broker that was cold, or stood still for a moment, has not shown what it can do.
        const arrived = first < takenShare * offered ? Math.max(first, await measure()) : first;
        if (arrived < takenShare * offered) {
          const before = taken.at(-1);
          const most = before === undefined ? '' : `; at half of that all of it did`;
          return `of ${String(offered)} MB per second only ${arrived.toFixed(1)} arrived in ${topic}${most}`;
        }
        taken.push(arrived);
      }
      return `${topic} received ${(taken.at(-1) ?? NaN).toFixed(1)} MB per second, and no broker choked: more is not tried`;
    } finally {
      await sender.stop();
    }
  },
};
