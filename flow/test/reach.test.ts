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

it('ends in a ring', () => {
  const ring = [testEdge('a', 'b'), testEdge('b', 'a')];
  expect([...reachOf('a', ring).edges].sort()).toEqual(['a>b', 'b>a']);
});
