import { expect, it } from '@jest/globals';
import { Gate } from '../../src/http/gate.ts';

it('lets as many in as it may', () => {
  const gate = new Gate(2, Infinity);
  const first = gate.enter();
  expect(gate.enter()).toBeDefined();
  expect(gate.enter()).toBeUndefined();
  first?.leave();
  expect(gate.enter()).toBeDefined();
});

it('lets as many bytes in as it may', () => {
  const gate = new Gate(Infinity, 100);
  const [first, second] = [gate.enter(), gate.enter()];
  expect(first?.carry(60)).toBe(true);
  expect(second?.carry(20)).toBe(true);
  expect(second?.carry(21)).toBe(false);
  first?.leave();
  expect(second?.carry(21)).toBe(true);
});

it('lets four in whatever their size', () => {
  const gate = new Gate(Infinity, 100);
  const carried = Array.from({ length: 5 }, () => gate.enter()?.carry(1000));
  expect(carried).toEqual([true, true, true, true, false]);
});
