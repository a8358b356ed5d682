import { expect, it } from '@jest/globals';
import { neighbour } from '../src/neighbour.ts';
import { testNode } from './test-graph.ts';

const nodes = [
  testNode({ id: 'p', lane: 0, y: 0 }),
  testNode({ id: 'a', lane: 1, y: -50 }),
  testNode({ id: 'b', lane: 1, y: 50 }),
  testNode({ id: 'c', lane: 1, y: 150 }),
  testNode({ id: 'g', lane: 3, y: 140 }),
  testNode({ id: 'far', lane: 4, y: 9000 }),
  testNode({ id: 'last', lane: 5, y: 140 }),
];

it.each([
  ['a', 'ArrowDown', 'b'],
  ['c', 'ArrowUp', 'b'],
  ['a', 'ArrowUp', undefined],
  ['b', 'ArrowLeft', 'p'],
  ['b', 'ArrowRight', 'g'],
  ['g', 'ArrowLeft', 'c'],
  ['p', 'ArrowLeft', undefined],
  ['p', 'x', undefined],
  ['g', 'ArrowRight', 'far'],
  ['last', 'ArrowLeft', 'far'],
])('from %s %s leads to %s', (from, key, to) => {
  const start = nodes.find(({ id }) => id === from);
  expect(start && neighbour(start, nodes, key)?.id).toBe(to);
});
