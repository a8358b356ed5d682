import { describe, expect, it } from '@jest/globals';
import { knownMetrics } from './known-metrics.ts';
import { selectorsIn, variableSelectors, type Selector } from './promql.ts';
import { dashboards, rules, runbooks, type Asking } from './provisioned.ts';

const known = knownMetrics();
/** From --kafka.cluster-name, Prometheus itself, and the targets in prometheus.yml. */
const everywhere = new Set(['cluster', 'instance', 'job', 'broker']);

const isOfPrometheus = ({ datasource }: Asking): boolean => datasource?.type === 'prometheus';

/** What of it does not exist: metrics, or labels of them. */
function unknownIn(selectors: readonly Selector[]): string[] {
  return selectors.flatMap(({ metric, labels }) => {
    if (!known.has(metric)) return [metric];
    const its = known.get(metric);
    if (its === undefined) return [];
    return labels.filter((label) => !its.has(label) && !everywhere.has(label)).map((label) => `${label} of ${metric}`);
  });
}

describe('metrics and labels that', () => {
  it.each(rules().map((rule) => ({ name: rule.alert ?? rule.record ?? '', expr: rule.expr })))(
    'the rule $name names exist',
    ({ expr }) => {
      expect(selectorsIn(expr)).not.toEqual([]);
      expect(unknownIn(selectorsIn(expr))).toEqual([]);
    },
  );

  it.each(dashboards().filter(({ dashboard }) => dashboard.panels.some(isOfPrometheus)))(
    'the dashboard $name names exist',
    ({ dashboard }) => {
      const selectors = dashboard.panels.flatMap(({ targets = [] }) =>
        targets.flatMap(({ expr = '' }) => selectorsIn(expr)),
      );
      const ofVariables = dashboard.templating.list
        .filter(isOfPrometheus)
        .flatMap(({ definition = '' }) => variableSelectors(definition));
      expect(selectors).not.toEqual([]);
      expect(unknownIn([...selectors, ...ofVariables])).toEqual([]);
    },
  );

  it.each([...runbooks()])('the runbook %s names exist', (_, text) => {
    const names = Array.from(text.matchAll(/\bkafka_\w+(?!\w|\*)/g), ([name]) => name);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('selectors in PromQL', () => {
  it.each([
    ['up', [{ metric: 'up', labels: [] }]],
    ['sum by (a, b) (rate(x_total{c="d{}", e!~"f"}[5m])) > 0', [{ metric: 'x_total', labels: ['c', 'e'] }]],
    [
      'a and on (x) b offset 1h unless c:d:e == 0.05 * f',
      ['a', 'b', 'c:d:e', 'f'].map((metric) => ({ metric, labels: [] })),
    ],
  ])('%s', (expression, expected) => {
    expect(selectorsIn(expression)).toEqual(expected);
  });
});
