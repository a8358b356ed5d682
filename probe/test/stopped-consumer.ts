import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stops the part of a kafkajs consumer that fetches, in the moment in which a broker has left. With `repaired` mended before. */

interface Runner {
  start(): Promise<void>;
  stop(): Promise<void>;
}

if (process.argv[2] === 'repaired') await import('../src/kafkajs-repairs.ts');
const KafkajsRunner = createRequire(import.meta.url)('kafkajs/src/consumer/runner') as new (options: object) => Runner;

let brokers = [1, 2];
const nothing = (): Promise<void> => Promise.resolve();
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing, namespace: () => silent };
const runner = new KafkajsRunner({
  logger: silent,
  consumerGroup: {
    ...{ groupId: 'group', memberId: 'member', connect: nothing, joinAndSync: nothing, leave: nothing },
    heartbeat: nothing,
    getNodeIds: () => brokers,
    // The first one waits for records when the other is asked again.
    fetch: async (broker: number) => {
      await sleep(broker === 1 ? 500 : 50);
      return [];
    },
  },
  instrumentationEmitter: { emit: () => undefined },
  concurrency: 1,
  eachBatch: nothing,
  onCrash: (error: unknown) => {
    throw error;
  },
});
await runner.start();
await sleep(20);
brokers = [1];
await sleep(150);
await runner.stop();
console.log('stopped');
