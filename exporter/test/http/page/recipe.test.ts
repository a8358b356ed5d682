import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recipesOf, ruleFile } from '../../../src/http/page/details/recipe.ts';
import type { Subject } from '../../../src/http/page/details/subject.ts';
import { knownMetrics } from '../../provisioning/known-metrics.ts';
import { selectorsIn } from '../../provisioning/promql.ts';

const subject = (part: Pick<Subject, 'kind'> & Partial<Subject>): Subject => ({
  id: 'some',
  title: 'some',
  subtitle: '',
  ...part,
});
const hostile = '"} or vector(1) #\\\n{{ . }}\u202e\u{1F991}\u{E0001}\'<b>';

const subjects: readonly Subject[] = [
  subject({ kind: 'topic', topic: 'orders' }),
  subject({ kind: 'writing', topic: 'orders' }),
  subject({ kind: 'group', groups: [hostile] }),
  subject({ kind: 'application', groups: ['a.b', hostile] }),
  subject({ kind: 'reading', topic: 'orders', groups: ['billing'] }),
  subject({ kind: 'broker', id: 'broker:3' }),
];

it('is about one thing alone', () => {
  const { queries } = recipesOf(subject({ kind: 'reading', topic: 'orders', groups: ['billing'] }), 'east');
  expect(queries[0]?.promql).toBe(
    'kafka_consumergroup_max_lag_seconds{cluster="east",consumergroup="billing",topic="orders"}',
  );
});

it('takes several groups by a pattern in which names mean themselves', () => {
  const { queries } = recipesOf(subject({ kind: 'application', groups: ['a.b', 'c|d'] }), '');
  expect(queries[0]?.promql).toBe('kafka_consumergroup_max_lag_seconds{consumergroup=~"a\\\\.b|c\\\\|d"}');
});

it('shows letters of a name that cannot be seen', () => {
  const { queries } = recipesOf(subject({ kind: 'group', groups: [hostile] }), '');
  expect(queries[0]?.promql).toBe(
    `kafka_consumergroup_max_lag_seconds{consumergroup="\\"} or vector(1) #\\\\\\u000a{{ . }}\\u202e\u{1F991}\\U000e0001'<b>"}`,
  );
});

describe.each(['', 'east'])('in a cluster named %j', (cluster) => {
  it.each(subjects)('recipes for a $kind ask for metrics that there are, by labels that they have', (each) => {
    const metrics = knownMetrics();
    const { queries, rules } = recipesOf(each, cluster);
    expect(queries.length).toBeGreaterThan(0);
    for (const text of [...queries.map(({ promql }) => promql), ...rules.map(({ expr }) => expr)]) {
      for (const { metric, labels } of selectorsIn(text)) {
        const known = metrics.get(metric);
        expect([metric, known !== undefined]).toEqual([metric, true]);
        expect([...labels].filter((label) => label !== 'cluster' && known?.has(label) !== true)).toEqual([]);
      }
    }
  });

  it('all are understood by Prometheus', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkascope-recipes-'));
    try {
      const files = subjects.map((each, i) => {
        const { queries, rules } = recipesOf(each, cluster);
        const asked = queries.map(({ promql }, at) => ({
          alert: `Query${String(at)}`,
          expr: promql,
          lasting: '1m',
          severity: 'warning' as const,
          summary: '',
          runbook: undefined,
        }));
        const file = path.join(folder, `${String(i)}.yml`);
        writeFileSync(file, ruleFile([...rules, ...asked]));
        return file;
      });
      const { stdout, stderr, status, error } = spawnSync('promtool', ['check', 'rules', ...files], {
        encoding: 'utf8',
      });
      if (error !== undefined) throw error;
      expect(status === 0 ? 'success' : `${stdout}${stderr}`).toBe('success');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it.each(['producer', 'member', 'more'] as const)('of a %s no metric tells', (kind) => {
  expect(recipesOf(subject({ kind }), '')).toEqual({ queries: [], rules: [] });
});
