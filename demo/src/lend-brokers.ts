import type { ChildProcess } from 'node:child_process';
import type { Cluster } from '../../cluster/src/cluster.ts';
import { SmallDisk } from '../../cluster/src/small-disk.ts';
import type { BrokerAnswer, BrokerRequest } from './brokers.ts';

/** Small enough to be full in seconds. */
const smallDiskMb = 48;

/** For whoever starts the demo: does to the brokers what its page asks for. Name their number in DEMO_BROKERS. */
export function lendBrokers(demo: ChildProcess, cluster: Cluster): void {
  let disk: SmallDisk | undefined;
  const treat = async ({ action, broker }: BrokerRequest): Promise<void> => {
    const server = cluster.brokers.find(({ id }) => id === broker);
    if (server === undefined) throw new Error(`there is no broker ${broker}`);
    switch (action) {
      case 'kill':
        await server.kill();
        break;
      case 'start':
        if (server.pid === undefined) await server.start();
        disk?.follow();
        break;
      case 'give small disk':
        if (disk !== undefined)
          throw new Error(`broker ${disk.server.id} has a small disk already: bring everything back to healthy first`);
        disk = await SmallDisk.give(server, smallDiskMb);
        break;
      case 'take small disk':
        if (disk?.server === server) {
          const taken = disk;
          disk = undefined;
          await taken.take();
        }
        break;
    }
  };
  demo.on('message', (request: BrokerRequest) => {
    const done = (error?: string): void => {
      if (demo.connected) demo.send({ brokerAnswer: request.brokerRequest, error } satisfies BrokerAnswer);
    };
    treat(request).then(
      () => done(),
      (error: unknown) => done(error instanceof Error ? error.message : String(error)),
    );
  });
}
