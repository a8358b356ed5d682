import { deleteTopics } from '../topics.ts';
import type { Experiment } from './experiment.ts';
import { refuseWithoutThree } from './three-brokers.ts';

const topic = 'experiment.election';
/** Records that both replicas have. */
const copied = 100;
/** Records that are acknowledged while only the leader has them. */
const alone = 50;

/**
 * The topic prefers going on to keeping what was acknowledged: one replica is enough for an acknowledgement, and any
 * replica may lead. With both settings a broker that was away becomes leader as soon as no better one is there.
 */
const configEntries = [
  { name: 'min.insync.replicas', value: '1' },
  { name: 'unclean.leader.election.enable', value: 'true' },
];

export const uncleanElection: Experiment = {
  name: 'unclean-election',
  title: 'An unclean election loses records',
  does: `Kills one of the two brokers that have ${topic}, sends records to the other, kills that too and starts the first, which lacks them, as leader.`,
  shows: `The page counts acknowledged records of ${topic} that were lost, cause truncated, and the topic turns critical.`,
  topic,
  needs: ['brokers'],
  refusal: refuseWithoutThree,
  run: async ({ brokers, exporter, admin, producer }) => {
    const follower = brokers.count;
    const leader = follower - 1;
    await admin(async (connected) => {
      await deleteTopics(connected, [topic]);
      const replicaAssignment = [{ partition: 0, replicas: [leader, follower] }];
      await connected.createTopics({ waitForLeaders: false, topics: [{ topic, replicaAssignment, configEntries }] });
    });
    const send = async (count: number): Promise<void> => {
      const messages = Array.from({ length: count }, (_, i) => ({ value: `record ${String(i)}` }));
      await producer((connected) => connected.send({ topic, acks: -1, messages }));
    };
    await send(copied);
    await exporter.end(topic, copied);
    try {
      await brokers.ask('kill', follower);
      await exporter.topic(topic, ({ underReplicatedPartitions }) => underReplicatedPartitions > 0);
      await send(alone);
      // What the exporter has not seen it could not miss.
      await exporter.end(topic, copied + alone);
      return await exporter.loss(
        (finding) => finding.name === 'truncated' && finding.topic === topic,
        async () => {
          await brokers.ask('kill', leader);
          // Until this one is there the controllers have no majority, and all clients wait.
          await brokers.ask('start', follower);
        },
      );
    } finally {
      for (const broker of [follower, leader]) await brokers.ask('start', broker);
    }
  },
};
