import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './provisioned.ts';

/**
 * What Grafana 12.4 reads of provisioning/grafana, as far as it is used. Grafana passes over a key that it does not know
 * (keep_firing_for, say, which is its own HTTP API's name), so that none may be there.
 */
export const grafanaFolder = path.join(root, 'provisioning/grafana');

const text = z.string().min(1);
const duration = z.string().regex(/^\d+[smh]$/);
const version = { apiVersion: z.literal(1) };
const uid = z.string().regex(/^[\w-]{1,40}$/);

const datasources = z.strictObject({
  ...version,
  datasources: z.array(
    z.strictObject({
      name: text,
      uid,
      type: text,
      access: z.literal('proxy'),
      url: text,
      isDefault: z.boolean().optional(),
      jsonData: z
        .strictObject({
          httpMethod: z.literal('POST'),
          prometheusType: z.literal('Prometheus'),
          timeInterval: duration,
        })
        .optional(),
    }),
  ),
});

const providers = z.strictObject({
  ...version,
  providers: z.array(
    z.strictObject({
      name: text,
      folder: text,
      type: z.literal('file'),
      options: z.strictObject({ path: text }),
    }),
  ),
});

const evaluator = z.strictObject({ type: z.enum(['gt', 'lt']), params: z.tuple([z.number()]) });
const condition = z.strictObject({ evaluator, unloadEvaluator: evaluator.optional() });
const expression = z.discriminatedUnion('type', [
  z.strictObject({ refId: text, type: z.literal('math'), expression: text }),
  z.strictObject({ refId: text, type: z.literal('threshold'), expression: text, conditions: z.tuple([condition]) }),
]);
const node = z.discriminatedUnion('datasourceUid', [
  z.strictObject({ refId: text, datasourceUid: z.literal('__expr__'), model: expression }),
  z.strictObject({
    refId: text,
    datasourceUid: z.literal('kafkascope'),
    relativeTimeRange: z.strictObject({ from: z.int().positive(), to: z.literal(0) }),
    model: z.looseObject({ refId: text }),
  }),
]);
const rule = z.strictObject({
  uid,
  title: text,
  condition: text,
  data: z.array(node),
  for: duration,
  keepFiringFor: duration.optional(),
  missing_series_evals_to_resolve: z.int().positive(),
  noDataState: z.enum(['Alerting', 'NoData', 'OK', 'KeepLast']),
  execErrState: z.enum(['Alerting', 'Error', 'OK', 'KeepLast']),
  labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
  annotations: z.strictObject({ summary: text, description: text, runbook_url: text }),
});
const rules = z.strictObject({
  ...version,
  groups: z.array(z.strictObject({ name: text, folder: text, interval: duration, rules: z.array(rule) })),
});

const contactPoints = z.strictObject({
  ...version,
  contactPoints: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: text,
      receivers: z.array(
        z.strictObject({
          uid,
          type: z.literal('webhook'),
          settings: z.strictObject({ url: z.url(), httpMethod: z.literal('POST') }),
        }),
      ),
    }),
  ),
});

const times = { group_wait: duration, repeat_interval: duration };
const policies = z.strictObject({
  ...version,
  policies: z.array(
    z.strictObject({
      orgId: z.literal(1),
      receiver: text,
      group_by: z.array(text),
      group_interval: duration,
      ...times,
      routes: z.array(
        z.strictObject({
          receiver: text,
          object_matchers: z.array(z.tuple([text, z.enum(['=', '!=', '=~', '!~']), text])),
          ...times,
        }),
      ),
    }),
  ),
});

const schemas = {
  'datasources/datasources.yml': datasources,
  'dashboards/dashboards.yml': providers,
  'alerting/rules.yml': rules,
  'alerting/contact-points.yml': contactPoints,
  'alerting/policies.yml': policies,
};

export type AlertRule = z.infer<typeof rule>;
export type GrafanaFile = keyof typeof schemas;

/** @throws ZodError where Grafana would not read it, or not as it is meant. */
export function grafanaFile<Name extends GrafanaFile>(name: Name): z.infer<(typeof schemas)[Name]> {
  const content: unknown = parse(readFileSync(path.join(grafanaFolder, name), 'utf8'));
  return schemas[name].parse(content) as z.infer<(typeof schemas)[Name]>;
}

export function alertRules(): AlertRule[] {
  return grafanaFile('alerting/rules.yml').groups.flatMap((group) => group.rules);
}

/** Files that Grafana reads as configuration, and that no schema here describes. */
export function otherGrafanaFiles(): string[] {
  const files = readdirSync(grafanaFolder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.ya?ml$/.test(file) && !(file in schemas));
}
