import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { Ledger } from './ledger.ts';
import { watchConsumer } from './consumer.ts';
import { watchProducer } from './producer.ts';
import { httpSender, kafkaSender, RefusedBeacons, type Sender } from './sender.ts';

export interface ProbeOptions {
  /** What the application is called. */
  readonly service: string;
  /** Unique among its instances that run at a time; default the service and a random part. */
  readonly instance?: string;
  /** Where beacons go: to a topic of the same cluster (default), or to an exporter. */
  readonly to?: 'kafka' | { readonly url: string; readonly token?: string };
  /** Whether records get the header `ks-src`, some 50 bytes; without it completeness is partial. Default true. */
  readonly header?: boolean;
  /** Whole seconds up to an hour; default 60,000. */
  readonly bucketMs?: number;
  /** How often beacons are sent, default 5,000. */
  readonly intervalMs?: number;
  /** Told when beacons cannot be sent; the application is never. Default: nobody. */
  readonly onProblem?: (error: unknown) => void;
}

export type Instrumented = Pick<Kafka, 'producer' | 'consumer' | 'admin' | 'logger'> & {
  /** Sends what is left to tell, and stops. Rejects when that could not be sent. */
  closeProbe(): Promise<void>;
};

/**
 * A kafkajs client whose producers and consumers are counted and work as before: the probe throws nothing into the
 * application and does not make it wait.
 */
export function instrument(kafka: Kafka, options: ProbeOptions): Instrumented {
  const { service, header = true, bucketMs = 60_000, intervalMs = 5_000, onProblem = () => undefined } = options;
  const instance = options.instance ?? `${service}-${randomUUID().slice(0, 8)}`;
  if (/\s/.test(instance) || instance === '' || instance.length > 200)
    throw new TypeError(`the instance ${JSON.stringify(instance)} must have 1 to 200 characters and no white space`);
  if (bucketMs % 1_000 !== 0 || bucketMs < 1_000 || bucketMs > 3_600_000)
    throw new TypeError(`bucketMs is ${bucketMs}: it must be whole seconds, from 1,000 to 3,600,000`);
  const ledger = new Ledger({ service, instance, bucketMs, now: Date.now });
  const { to = 'kafka' } = options;
  const sender = to === 'kafka' ? kafkaSender(kafka) : httpSender(to.url, to.token);
  const flush = flusher(ledger, sender);
  const timer = setInterval(() => void flush().catch(onProblem), intervalMs).unref();
  return {
    producer: (config = {}) => watchProducer((own) => kafka.producer(own), config, { ledger, header }),
    consumer: (config) => watchConsumer(kafka.consumer(config), config, ledger),
    admin: (config) => kafka.admin(config),
    logger: () => kafka.logger(),
    closeProbe: async () => {
      clearInterval(timer);
      try {
        await flush(true);
      } finally {
        await sender.close();
      }
    },
  };
}

/**
 * Sends what there is to tell, one flush at a time: while one is under way, which takes long where nobody answers, the next
 * is left out. What could not be sent is told anew, as beacons are cumulative.
 */
function flusher(ledger: Ledger, sender: Sender): (isFinal?: boolean) => Promise<void> {
  let running: Promise<void> | undefined;
  const send = async (isFinal: boolean): Promise<void> => {
    const beacons = ledger.beacons({ all: isFinal, isFinal });
    if (beacons.length === 0) return;
    try {
      await sender.send(beacons);
      ledger.settle(true);
    } catch (error) {
      ledger.settle(error instanceof RefusedBeacons);
      throw error;
    }
  };
  return async (isFinal = false) => {
    if (running !== undefined) {
      if (!isFinal) return;
      await running.catch(() => undefined);
    }
    running = send(isFinal);
    try {
      await running;
    } finally {
      running = undefined;
    }
  };
}
