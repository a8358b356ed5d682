import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import type { QueryAnswer } from '../../src/api.ts';
import type { AlertRule } from './grafana-files.ts';

export type Labels = Readonly<Record<string, string>>;

interface Instance {
  readonly labels: Labels;
  readonly value: number;
}

/**
 * Which instances of an alert rule fire now, as Grafana would find: `for` and all that is about time is left out.
 * @param before What fired before: it goes on until it is well, where the rule says what that is.
 * @throws When a query is answered with an error, or with what Grafana cannot compare.
 */
export async function firing(rule: AlertRule, exporter: string, before: readonly Labels[] = []): Promise<Labels[]> {
  const results = new Map<string, Instance[]>();
  for (const { refId, ...node } of rule.data) {
    results.set(
      refId,
      node.datasourceUid === '__expr__' ? evaluated(node.model, results, before) : await asked(node, exporter),
    );
  }
  return resultOf(rule.condition, results).flatMap(({ labels, value }) => (value === 1 ? [labels] : []));
}

type Node = AlertRule['data'][number];
type Query = Extract<Node, { datasourceUid: 'kafkascope' }>;
type Expression = Extract<Node, { datasourceUid: '__expr__' }>['model'];

async function asked({ model, relativeTimeRange }: Omit<Query, 'refId'>, exporter: string): Promise<Instance[]> {
  const now = Date.now();
  const body = JSON.stringify({ from: now - relativeTimeRange.from * 1000, to: now, queries: [model] });
  const response = await fetch(new URL('/api/query', exporter), { method: 'POST', body });
  const { results } = (await response.json()) as QueryAnswer;
  const result = results[model.refId];
  if (result === undefined || 'error' in result) throw new Error(result?.error ?? 'there is no answer');
  const [frame, ...more] = result.frames;
  if (frame === undefined || more.length > 0 || frame.schema.meta.type !== 'numeric-long')
    throw new Error('not one row for each value');
  const { schema, data } = frame;
  const isNumber = schema.fields.map(({ type }) => type === 'number');
  if (isNumber.filter(Boolean).length !== 1) throw new Error('not one column of numbers');
  return (data.values[0] ?? []).map((_, row) => {
    const cells = schema.fields.map(({ name }, at) => [name, data.values[at]?.[row]] as const);
    return {
      labels: Object.fromEntries(
        cells.filter((_, at) => isNumber[at] !== true).map(([name, cell]) => [name, String(cell)]),
      ),
      value: Number(cells[isNumber.indexOf(true)]?.[1]),
    };
  });
}

function evaluated(model: Expression, results: ReadonlyMap<string, Instance[]>, before: readonly Labels[]): Instance[] {
  if (model.type === 'math') return joined(model.expression, results);
  const [{ evaluator, unloadEvaluator }] = model.conditions;
  return resultOf(model.expression, results).map(({ labels, value }) => {
    const fired = before.some((one) => isDeepStrictEqual(one, labels));
    const fires = fired && unloadEvaluator !== undefined ? !holds(unloadEvaluator, value) : holds(evaluator, value);
    return { labels, value: fires ? 1 : 0 };
  });
}

function holds({ type, params: [limit] }: { type: 'gt' | 'lt'; params: [number] }, value: number): boolean {
  return type === 'gt' ? value > limit : value < limit;
}

/** Of instances with the same labels. What such an expression of Grafana's says, it says in JavaScript, too. */
function joined(expression: string, results: ReadonlyMap<string, Instance[]>): Instance[] {
  const [first = '', ...others] = new Set(Array.from(expression.matchAll(/\$(\w+)/g), ([, refId = '']) => refId));
  return resultOf(first, results).flatMap(({ labels, value }) => {
    const same = others.map((refId) => resultOf(refId, results).find((one) => isDeepStrictEqual(one.labels, labels)));
    if (same.includes(undefined)) return [];
    const variables = [[first, value], ...others.map((refId, at) => [refId, same[at]?.value])];
    const scope = Object.fromEntries(variables.map(([refId, number]) => [`$${String(refId)}`, number]));
    return [{ labels, value: Number(runInNewContext(expression, scope)) }];
  });
}

function resultOf(refId: string, results: ReadonlyMap<string, Instance[]>): Instance[] {
  const result = results.get(refId);
  if (result === undefined) throw new Error(`nothing before it has the refId ${refId}`);
  return result;
}
