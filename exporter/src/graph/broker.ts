import type { Broker, Quorum } from '../snapshot/snapshot.ts';
import { draftNode, type DraftNode } from './draft.ts';

/** Subtitle: '10.0.0.1:9092 · rack a · controller', and whether it could not be asked. */
export function brokerNode(broker: Broker, quorum: Quorum | undefined): DraftNode {
  const parts = [`${broker.host}:${String(broker.port)}`];
  if (broker.rack !== undefined) parts.push(`rack ${broker.rack}`);
  if (quorum?.leaderId === broker.id) parts.push('controller');
  if (broker.error !== undefined) parts.push('could not be asked');
  return draftNode('broker', `broker:${String(broker.id)}`, `broker ${String(broker.id)}`, parts.join(' · '));
}
