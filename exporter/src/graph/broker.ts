import type { Broker, Quorum } from '../snapshot/snapshot.ts';
import { draftNode, type DraftNode } from './draft.ts';

export function brokerId(id: number): string {
  return `broker:${String(id)}`;
}

/**
 * Subtitle: '10.0.0.1:9092 · rack a · controller', or why it could not be asked. recordsPerSecond: written to the
 * partitions that it leads.
 */
export function brokerNode(broker: Broker, quorum: Quorum | undefined, recordsPerSecond: number | null): DraftNode {
  const parts = [`${broker.host}:${String(broker.port)}`];
  if (broker.rack !== undefined) parts.push(`rack ${broker.rack}`);
  if (quorum?.leaderId === broker.id) parts.push('controller');
  if (broker.error !== undefined) parts.push('could not be asked');
  const id = brokerId(broker.id);
  return draftNode('broker', id, `broker ${String(broker.id)}`, parts.join(' · '), { recordsPerSecond });
}
