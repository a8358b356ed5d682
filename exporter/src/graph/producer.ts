import type { Evidence } from '../api.ts';
import { count } from './count.ts';
import { draftNode, type DraftNode } from './draft.ts';
import type { KnownWriter } from './known-writers.ts';

/** How a producer is known, as its node says it. */
const words: Readonly<Partial<Record<Evidence, string>>> = {
  declared: 'declared',
  transaction: 'transactional',
  'producer-id': 'idempotent',
  header: 'by its headers',
  probe: 'has the probe',
};

/** Title: its name. Subtitle: 'transactional · 2 topics'. */
export function producerNode({ name, isDeclared, isNamed, writes }: KnownWriter): DraftNode {
  const evidence = new Set(writes.flatMap((write) => write.evidence));
  if (isDeclared) evidence.add('declared');
  // Whoever writes in transactions has a producer id too.
  if (evidence.has('transaction')) evidence.delete('producer-id');
  const known = (Object.keys(words) as Evidence[]).flatMap((one) => (evidence.has(one) ? (words[one] ?? []) : []));
  const topics = writes.length === 0 ? 'no topic yet' : count(writes.length, 'topic');
  const title = isNamed ? name : `producer id ${name.slice(1)}`;
  return draftNode('producer', `producer:${name}`, title, [...known, topics].join(' · '));
}

/** One honest node for everybody who writes and is not known. */
export function unknownProducersNode(topics: number): DraftNode {
  return draftNode('producer', 'producer:?', 'unknown producers', `of ${count(topics, 'topic')}`);
}
