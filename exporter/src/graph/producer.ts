import type { DeclaredProducer } from '../topology/topology.ts';
import { count } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';

/** One honest node for everybody who writes and is not known. */
export const unknownProducersId = 'producer:?';

export function producerId({ name }: DeclaredProducer): string {
  return `producer:${name}`;
}

export function declaredProducerNode(producer: DeclaredProducer, topics: number): DraftNode {
  const subtitle = topics === 0 ? 'declared · none of its topics exists' : `declared · ${count(topics, 'topic')}`;
  return draftNode('producer', producerId(producer), producer.name, subtitle);
}

export function unknownProducersNode(topics: number): DraftNode {
  return draftNode('producer', unknownProducersId, 'unknown producers', `of ${count(topics, 'topic')}`);
}
