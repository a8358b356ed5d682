import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Cluster } from '../../cluster/src/cluster.ts';

/** From the demo to the process that started it and owns the brokers, and back. */
interface BrokerRequest {
  readonly brokerRequest: string;
  readonly action: 'kill' | 'start';
  readonly broker: number;
}
interface BrokerAnswer {
  readonly brokerAnswer: string;
  /** undefined when it was done. */
  readonly error?: string;
}

/** The brokers as the demo can treat them: through whoever started it. */
export class Brokers {
  /** How many there are that can be killed and started; 0 where nobody owns them who could be asked. */
  readonly count = process.send === undefined ? 0 : Number(process.env.DEMO_BROKERS ?? 0);

  /** Resolves when it is done; ids are 1 and up. */
  async ask(action: BrokerRequest['action'], broker: number): Promise<void> {
    const request: BrokerRequest = { brokerRequest: randomUUID(), action, broker };
    const error = await new Promise<string | undefined>((resolve) => {
      const listen = (answer: BrokerAnswer): void => {
        if (answer.brokerAnswer !== request.brokerRequest) return;
        process.off('message', listen);
        resolve(answer.error);
      };
      process.on('message', listen);
      process.send?.(request);
    });
    if (error !== undefined) throw new Error(error);
  }
}

/** For whoever starts the demo: does to the brokers what its page asks for. Name their number in DEMO_BROKERS. */
export function lendBrokers(demo: ChildProcess, cluster: Cluster): void {
  demo.on('message', (request: BrokerRequest) => {
    const done = (error?: string): void => {
      if (demo.connected) demo.send({ brokerAnswer: request.brokerRequest, error } satisfies BrokerAnswer);
    };
    treat(request, cluster).then(
      () => done(),
      (error: unknown) => done(error instanceof Error ? error.message : String(error)),
    );
  });
}

async function treat({ action, broker }: BrokerRequest, cluster: Cluster): Promise<void> {
  const server = cluster.brokers.find(({ id }) => id === broker);
  if (server === undefined) throw new Error(`there is no broker ${broker}`);
  if (action === 'kill') await server.kill();
  else if (server.pid === undefined) await server.start();
}
