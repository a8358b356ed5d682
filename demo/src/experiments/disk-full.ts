import { readFileSync } from 'node:fs';
import { deleteTopics } from '../topics.ts';
import type { Experiment, Stage } from './experiment.ts';
import { refuseWithoutThree } from './three-brokers.ts';

const topic = 'experiment.disk';
const partitions = [0, 1, 2, 3];
const recordBytes = 100_000;
/** In each partition, of the disk's 48 MiB: then 96 % are taken, and 95 % count as full. */
const nearlyFull = 121;
/** So many more do not fit. */
const tooMany = 60;

/**
 * The broker gets the disk as a second log dir, for this experiment only. Kafka puts a new topic where the fewest
 * partitions are: on the empty disk. From the start it would attract the topics of the demo, and lose them when it goes.
 */
export const diskFull: Experiment = {
  name: 'disk-full',
  title: 'The disk of a broker is full',
  does: `Restarts the last broker with a second, small disk, and writes ${topic} to it until nothing more fits.`,
  shows: `The broker's disk is said to be full, then its log directory to be offline, and ${topic} goes on with the other replica.`,
  topic,
  needs: ['brokers', 'disks'],
  refusal: (stage) => refuseWithoutThree(stage) ?? refuseWithoutMount(mayMount()),
  run: async ({ brokers, exporter, admin, producer }) => {
    const broker = brokers.count;
    await admin((connected) => deleteTopics(connected, [topic]));
    await brokers.ask('give small disk', broker);
    await admin(async (connected) => {
      const replicaAssignment = partitions.map((partition) => ({ partition, replicas: [broker, 1] }));
      const configEntries = [{ name: 'min.insync.replicas', value: '1' }];
      await connected.createTopics({ waitForLeaders: false, topics: [{ topic, replicaAssignment, configEntries }] });
    });
    await write(producer, nearlyFull);
    const told = (name: string) =>
      exporter.finding((finding) => finding.name === name && finding.broker === broker, Date.now(), 180);
    const full = await told('disk_full');
    await write(producer, tooMany);
    return `${full}; then: ${await told('log_dir_offline')}`;
  },
};

async function write(producer: Stage['producer'], recordsEach: number): Promise<void> {
  const messages = partitions.map((partition) => ({ partition, value: Buffer.alloc(recordBytes) }));
  await producer(async (connected) => {
    for (let sent = 0; sent < recordsEach; sent++) await connected.send({ topic, acks: -1, messages });
  });
}

const refuseWithoutMount = (may: boolean): string | undefined =>
  may ? undefined : 'a small disk is mounted for it, which needs Linux and root (or CAP_SYS_ADMIN)';

/** Whether this process, and so the one that has the brokers, has the capability CAP_SYS_ADMIN. */
function mayMount(): boolean {
  if (process.platform !== 'linux') return false;
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${capabilities}`) & (1n << 21n)) !== 0n;
}
