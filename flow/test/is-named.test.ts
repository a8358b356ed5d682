import { expect, it } from '@jest/globals';
import { isNamed } from '../src/is-named.ts';
import { testNode } from './test-graph.ts';

const more = testNode({ title: '3 more topics', inside: [{ id: 'x', title: 'Payments', status: 'ok', lag: null }] });

it.each([
  [testNode({ title: 'Orders.v1' }), 'orders', true],
  [testNode({ title: 'orders' }), 'ord.rs', false],
  [testNode({ title: 'Shop', groups: ['billing'] }), 'bill', true],
  [more, 'payments', true],
  [more, 'orders', false],
])('%#', (node, text, named) => {
  expect(isNamed(node, text)).toBe(named);
});
