import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Query } from '../../src/api.ts';
import { askedQuery, isMetric } from '../../src/http/query-request.ts';
import { alertRules, grafanaFile, grafanaFolder, otherGrafanaFiles } from './grafana-files.ts';
import { annotationQueries, panelQueries, variableQueries } from './kafkascope-queries.ts';
import { dashboards, root, runbooks } from './provisioned.ts';

const { datasources } = grafanaFile('datasources/datasources.yml');
const { providers } = grafanaFile('dashboards/dashboards.yml');
const { groups } = grafanaFile('alerting/rules.yml');
const plugin = JSON.parse(readFileSync(path.join(root, 'plugin/src/plugin.json'), 'utf8')) as {
  readonly id: string;
  readonly includes: readonly { readonly type: string; readonly name: string; readonly path: string }[];
};

const fields: Readonly<Record<keyof Query, true>> = {
  refId: true,
  queryType: true,
  cluster: true,
  topic: true,
  group: true,
  producer: true,
  by: true,
  instant: true,
  maxDataPoints: true,
  view: true,
  limit: true,
  kind: true,
  certainty: true,
};
const unknownFieldsOf = (query: object): string[] => Object.keys(query).filter((key) => !(key in fields));

it('all that Grafana reads is described, and has addresses from its environment only', () => {
  expect(otherGrafanaFiles()).toEqual([]);
  expect(datasources.map(({ uid, type, url }) => [uid, type, url])).toEqual([
    ['kafkascope', plugin.id, '${KAFKASCOPE_URL}'],
    ['prometheus', 'prometheus', '${PROMETHEUS_URL}'],
  ]);
});

it('each folder of dashboards is a folder in Grafana', () => {
  const entries = readdirSync(path.join(grafanaFolder, 'dashboards'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const prefix = '${GF_PATHS_PROVISIONING}/dashboards/';
  expect(new Set(providers.map(({ options }) => options.path))).toEqual(new Set(folders.map((name) => prefix + name)));
  for (const names of [providers.map(({ name }) => name), providers.map(({ folder }) => folder)])
    expect(new Set(names).size).toBe(providers.length);
});

it('the plugin brings the dashboards that need nothing else', () => {
  const own = dashboards().filter(({ name }) => name.startsWith('kafkascope/'));
  expect(new Set(plugin.includes)).toEqual(
    new Set(
      own.map(({ name, dashboard }) => ({
        type: 'dashboard',
        name: dashboard.title,
        path: `dashboards/${path.basename(name)}`,
      })),
    ),
  );
});

describe('queries of Kafkascope', () => {
  it.each([...panelQueries(), ...annotationQueries()])('$where is one that the exporter knows', ({ query }) => {
    expect(() => askedQuery(query)).not.toThrow();
    expect(unknownFieldsOf(query)).toEqual([]);
  });

  it.each(variableQueries())('$where is a list that there is', ({ query: { list } }) => {
    expect(['clusters', 'brokers', 'topics', 'groups', 'producers']).toContain(list);
  });
});

describe('alert rules', () => {
  const rules = alertRules();

  it('have names of their own, and lie where the dashboards do', () => {
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
    const folders = providers.map(({ folder }) => folder);
    expect(groups.filter(({ folder }) => !folders.includes(folder))).toEqual([]);
  });

  it.each(rules)('$uid asks for numbers of now, and compares what it has asked', ({ data, condition }) => {
    const known: string[] = [];
    for (const { refId, model, datasourceUid } of data) {
      expect(model.refId).toBe(refId);
      if (datasourceUid === '__expr__') {
        const named =
          model.type === 'math'
            ? Array.from(model.expression.matchAll(/\$(\w+)/g), ([, name = '']) => name)
            : [model.expression];
        expect(named.filter((name) => !known.includes(name))).toEqual([]);
      } else {
        const { queryType, instant } = askedQuery(model);
        expect([queryType, isMetric(queryType), instant]).toEqual([queryType, true, true]);
        expect(unknownFieldsOf(model)).toEqual([]);
      }
      known.push(refId);
    }
    expect(data.at(-1)).toMatchObject({ refId: condition, model: { type: 'threshold' } });
  });

  it.each(rules)('$uid ends only where it is well', ({ data }) => {
    const models = data.flatMap((node) => (node.datasourceUid === '__expr__' ? [node.model] : []));
    for (const { evaluator, unloadEvaluator } of models.flatMap((model) =>
      model.type === 'threshold' ? model.conditions : [],
    )) {
      if (unloadEvaluator === undefined) continue;
      const [upper, lower] = evaluator.type === 'gt' ? [evaluator, unloadEvaluator] : [unloadEvaluator, evaluator];
      expect([upper.type, lower.type]).toEqual(['gt', 'lt']);
      expect(upper.params[0]).toBeGreaterThan(lower.params[0]);
    }
  });

  it.each(rules)('$uid has a runbook, and says whom it is about', ({ annotations }) => {
    const [, name = ''] =
      /^\{\{ externalURL \}\}api\/datasources\/proxy\/uid\/kafkascope\/runbooks\/(.+)$/.exec(annotations.runbook_url) ??
      [];
    const causes = ['expired', 'truncated', 'deleted', 'skipped'];
    const names = causes.map((cause) => name.replace('{{ $labels.cause }}', cause));
    expect(names.filter((one) => !runbooks().has(one))).toEqual([]);
    expect(annotations.summary).toMatch(/\{\{ \$labels\.group \}\}/);
    // Grafana takes ${…} in texts for variables of its environment from some version on.
    expect(Object.values(annotations).join(' ')).not.toContain('${');
  });

  it('reach somebody', () => {
    const { contactPoints } = grafanaFile('alerting/contact-points.yml');
    const { policies } = grafanaFile('alerting/policies.yml');
    const receivers = policies.flatMap(({ receiver, routes }) => [receiver, ...routes.map((route) => route.receiver)]);
    expect(new Set(receivers)).toEqual(new Set(contactPoints.map(({ name }) => name)));
    const matched = policies.flatMap(({ routes }) => routes.flatMap((route) => route.object_matchers));
    const severities = rules.map(({ labels }) => labels.severity);
    expect(
      matched.filter(([label, , value]) => label !== 'severity' || !severities.includes(value as 'critical')),
    ).toEqual([]);
  });
});
