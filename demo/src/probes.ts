import type { Kafka } from 'kafkajs';
import { hasProbes } from './watched.ts';
import { instrument, type Instrumented } from '../../probe/src/index.ts';

const probes: Instrumented[] = [];

/** A client with a probe, which tells under the name of its application; without probes the client as it is. */
export function probed(kafka: Kafka, service: string): Pick<Kafka, 'producer' | 'consumer' | 'admin'> {
  if (!hasProbes) return kafka;
  const probe = instrument(kafka, { service, bucketMs: 10_000, intervalMs: 1_000 });
  probes.push(probe);
  return probe;
}

/** Tells what is left to tell, if there is anybody to take it. */
export async function closeProbes(): Promise<void> {
  await Promise.allSettled(probes.map((probe) => probe.closeProbe()));
}
