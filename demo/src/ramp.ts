/**
 * Not a scenario but a weight on the brokers, for the experiment `ramp`: as many megabytes per second as its load says.
 *
 *     ramp (client load-ramp) -> experiment.ramp
 */
import { randomBytes } from 'node:crypto';
import { connectProducer } from './clients.ts';
import { dueRecords } from './pace.ts';
import { pause, play } from './play.ts';

export const rampTopic = 'experiment.ramp';
export const rampPartitions = 12;
export const recordBytes = 10_000;

const batchMs = 100;
/** In each batch at the usual load, which is then a megabyte per second. */
const usual = 10;

/** For so long acknowledgements may be owed, and batches be late. */
const mostLateMs = 1_000;
const mostWaiting = mostLateMs / batchMs;

/** A batch each 100 ms; one that is due while the brokers owe acknowledgements of a whole second is not sent. */
async function ramp(stop: AbortSignal): Promise<void> {
  const producer = await connectProducer('load-ramp');
  const value = randomBytes(recordBytes);
  let waiting = 0;
  let failed: Error | undefined;
  const send = async (): Promise<void> => {
    const messages = Array.from({ length: dueRecords(usual) }, (_, i) => ({ partition: i % rampPartitions, value }));
    waiting++;
    await producer.send({ topic: rampTopic, acks: -1, messages });
    waiting--;
  };
  let dueMs = performance.now();
  do {
    if (failed !== undefined) throw failed;
    if (waiting < mostWaiting) send().catch((error: unknown) => (failed = error as Error));
    dueMs = Math.max(dueMs + batchMs, performance.now() - mostLateMs);
  } while (await pause(Math.max(0, dueMs - performance.now()), stop));
  await producer.disconnect();
}

if (import.meta.main) await play({ ramp });
