import { expect, it } from '@jest/globals';
import { draftEdge, draftNode, type Draft } from '../../src/graph/draft.ts';
import { assignLanes } from '../../src/graph/lanes.ts';

/** 'topic:a > application:b, …' and lone nodes. */
function draft(text: string): Draft {
  const ids: string[] = [];
  const indexOf = (id: string): number => {
    if (!ids.includes(id)) ids.push(id);
    return ids.indexOf(id);
  };
  const edges = text.split(', ').flatMap((chain) => {
    const nodes = chain.split(' > ').map(indexOf);
    return nodes.slice(1).map((target, i) => draftEdge('produces', nodes[i] ?? -1, target, []));
  });
  const nodes = ids.map((id) => draftNode(id.split(':')[0] as 'topic', id, id, ''));
  return { nodes, edges };
}

async function lanesOf(text: string): Promise<Record<string, number>> {
  const drawn = draft(text);
  const lanes = await assignLanes(drawn, 'flow');
  return Object.fromEntries(Array.from(lanes, (lane, i) => [drawn.nodes[i]?.id ?? '', lane]));
}

it('puts producers, topics and groups side by side', async () => {
  expect(await lanesOf('producer:p > topic:a > group:g')).toEqual({ 'producer:p': 0, 'topic:a': 1, 'group:g': 2 });
});

it('keeps idle topics among the topics and idle groups among the groups', async () => {
  expect(await lanesOf('topic:idle, group:idle, topic:b > group:g')).toEqual({
    'topic:idle': 1,
    'group:idle': 2,
    'topic:b': 1,
    'group:g': 2,
  });
});

it('gives a pipeline of three steps its six ranks', async () => {
  const lanes = await lanesOf('producer:p > topic:a > application:x > topic:b > application:y > topic:c');
  expect(Object.values(lanes)).toEqual([0, 1, 2, 3, 4, 5]);
});

it('takes the longest way', async () => {
  const lanes = await lanesOf(
    'producer:p > topic:a > application:x > topic:b > group:g, topic:a > group:g, producer:p > topic:b',
  );
  expect(lanes).toMatchObject({ 'topic:b': 3, 'group:g': 4 });
});

it('puts an application that reads nothing beside the producers', async () => {
  expect(await lanesOf('application:x > topic:a')).toEqual({ 'application:x': 0, 'topic:a': 1 });
});

it.each([
  ['a retry topic', 'producer:p > topic:a > application:x > topic:a', { 'topic:a': 1, 'application:x': 2 }],
  [
    'a ring that is fed at one place',
    'topic:b > application:y > topic:a > application:x > topic:b, producer:p > topic:a',
    { 'topic:a': 1, 'application:x': 2, 'topic:b': 3, 'application:y': 4 },
  ],
  ['a ring that nobody feeds', 'topic:a > application:x > topic:b > application:y > topic:a', { 'topic:a': 1 }],
])('cuts %s where it comes back', async (_, text, expected) => {
  expect(await lanesOf(text)).toMatchObject(expected);
});

it('follows a pipeline that is longer than the stack is deep', async () => {
  const steps = Array.from({ length: 20_000 }, (_, i) => `topic:${String(i)}`);
  const nodes = steps.map((id) => draftNode('topic', id, id, ''));
  const edges = steps.slice(1).map((_, i) => draftEdge('produces', i, i + 1, []));
  expect((await assignLanes({ nodes, edges }, 'flow')).at(-1)).toBe(20_000);
});
