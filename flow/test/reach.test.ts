import { expect, it } from '@jest/globals';
import { reachOf } from '../src/reach.ts';
import { testEdge } from './test-graph.ts';

const edges = [
  testEdge('producer', 'a'),
  testEdge('a', 'app'),
  testEdge('app', 'b'),
  testEdge('b', 'group'),
  testEdge('producer', 'other'),
];

it.each([
  ['app', ['a', 'app', 'b', 'group', 'producer']],
  ['producer', ['a', 'app', 'b', 'group', 'other', 'producer']],
  ['group', ['a', 'app', 'b', 'group', 'producer']],
  ['other', ['other', 'producer']],
  ['alone', ['alone']],
])('from %s leads to what flows in and out', (id, nodes) => {
  expect([...reachOf(id, edges).nodes].sort()).toEqual(nodes);
});

it('leads from an edge to what flows along it', () => {
  const { nodes, edges: passed } = reachOf('a>app', edges);
  expect([...nodes].sort()).toEqual(['a', 'app', 'b', 'group', 'producer']);
  expect([...passed].sort()).toEqual(['a>app', 'app>b', 'b>group', 'producer>a']);
});

it('ends in a ring', () => {
  const ring = [testEdge('a', 'b'), testEdge('b', 'a')];
  expect([...reachOf('a', ring).edges].sort()).toEqual(['a>b', 'b>a']);
});
