import { describe, expect, it } from '@jest/globals';
import type { GraphEdge, NodeKind } from '@kafkascope/exporter/api';
import { behindText, describeEdge, describeNode, laneHeading, lostText, waitingText } from '../src/words.ts';
import { testEdge, testNode } from './test-graph.ts';

it('describes a node in lines', () => {
  const node = testNode({
    kind: 'group',
    title: 'billing',
    subtitle: '3 members · Stable',
    recordsPerSecond: 1200,
    lag: 12_400,
  });
  expect(describeNode(node)).toBe('group billing\n3 members · Stable\n1.2 k records per second\n12,400 records behind');
  const behind = testNode({ kind: 'group', title: 'g', status: 'warning', lag: 7, lagSeconds: 90, lost: 40 });
  expect(describeNode(behind)).toBe(
    'group g\n7 records behind\nthe oldest unread record is 1.5 min old\n40 records lost\nwarning',
  );
  const judged = testNode({ kind: 'topic', title: 'orders', status: 'critical', reason: '3 records are lost.' });
  expect(describeNode(judged)).toBe('topic orders\ncritical\n3 records are lost.');
  expect(describeNode(testNode({ kind: 'group', title: '' }))).toBe('group (empty name)');
});

it('describes an edge in lines', () => {
  const [topic, group] = [testNode({ title: 'orders' }), testNode({ title: 'billing' })];
  const edge = {
    ...testEdge('topic:orders', 'group:billing'),
    kind: 'consumes' as const,
    lag: 7,
    recordsPerSecond: 84,
  };
  expect(describeEdge({ ...edge, evidence: ['commits', 'declared'] }, topic, group)).toBe(
    'orders is read by billing\n84/s records\n7 records behind\nknown from: commits, declared',
  );
});

it('tells of an edge what is wrong', () => {
  const edge = { ...testEdge('a', 'b'), status: 'critical' as const, reason: 'STOP: nobody reads.' };
  expect(describeEdge(edge, testNode({ title: 'a' }), testNode({ title: 'b' }))).toBe(
    'a writes into b\nrate not known\ncritical: STOP: nobody reads.',
  );
});

it.each<[number | null, number | null, number | null, string[]]>([
  [12_400, 180, 40, ['12,400 behind', '3 min', '40 lost']],
  [0, 0, 0, ['', '', '']],
  [null, null, null, ['', '', '']],
])('writes %s, %s and %s in short', (lag, lagSeconds, lost, texts) => {
  expect([behindText(lag), waitingText(lagSeconds), lostText(lost)]).toEqual(texts);
});

describe('the heading of a lane', () => {
  it.each<[NodeKind[], string]>([
    [['topic'], 'Topics'],
    [['group', 'application'], 'Applications and consumer groups'],
    [['topic', 'more'], 'Topics'],
    [['more'], 'Folded'],
  ])('of %j is %s', (kinds, text) => {
    expect(laneHeading(new Set(kinds)).text).toBe(text);
  });
});

it('say what probes tell of an edge, and never that all arrived where some did not', () => {
  const told = (audit: GraphEdge['audit']) =>
    describeEdge(
      { ...testEdge('a', 'b'), ...(audit && { audit }) },
      testNode({ title: 'a' }),
      testNode({ title: 'b' }),
    );
  expect(told({ completeness: 0.99999, latencySeconds: 3.04 })).toContain(
    '99.99 % of what was acknowledged arrived, after 3 s on average',
  );
  expect(told({ completeness: 1, latencySeconds: null })).toMatch(/100 % of what was acknowledged arrived$/);
  expect(told({ completeness: null, latencySeconds: 1 })).not.toContain('arrived');
  expect(told(undefined)).not.toContain('arrived');
});
