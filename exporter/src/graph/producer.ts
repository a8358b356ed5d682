import type { DeclaredProducer } from '../topology/topology.ts';
import { count } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';

export function declaredProducerNode(producer: DeclaredProducer, topics: number): DraftNode {
  const subtitle = topics === 0 ? 'declared · no topic yet' : `declared · ${count(topics, 'topic')}`;
  return draftNode('producer', `producer:${producer.name}`, producer.name, subtitle);
}

/** One honest node for everybody who writes and is not known. */
export function unknownProducersNode(topics: number): DraftNode {
  return draftNode('producer', 'producer:?', 'unknown producers', `of ${count(topics, 'topic')}`);
}
