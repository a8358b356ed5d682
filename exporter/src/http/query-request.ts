import { z } from 'zod';
import type { MetricQueryType, QueryBy, QueryType, TableQueryType } from '../api.ts';
import type { Certainty, FindingKind } from '../derived/finding.ts';
import { defaultLimit, maxLimit, restricts, type GraphPattern, type GraphQuery } from '../graph/query.ts';
import { certainties, findingKinds } from './finding-rows.ts';
import { Problem } from './problem.ts';
import { namePattern } from './query.ts';
import { mostLimit, usualLimit } from './select.ts';
import { timeForms, timeOf } from './time.ts';

/** The body of POST /api/query, before each of its queries is looked at. */
export interface QueryBody {
  /** Milliseconds since 1970. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly queries: readonly { readonly refId: string; readonly raw: unknown }[];
}

/** One query, as it is answered. Patterns that match every name are left out. */
export interface AskedQuery extends Pick<GraphQuery, 'topic' | 'group' | 'producer' | 'view'> {
  readonly queryType: QueryType;
  readonly cluster: string | undefined;
  readonly by: QueryBy;
  readonly instant: boolean;
  readonly maxDataPoints: number;
  readonly limit: number;
  readonly kinds: ReadonlySet<FindingKind> | undefined;
  readonly certainties: ReadonlySet<Certainty> | undefined;
}

const metricTypes = [
  'lag',
  'timeLag',
  'timeToLoss',
  'lost',
  'status',
  'produceRate',
  'consumeRate',
  'diskFree',
] as const;
const tableTypes = ['groups', 'topics', 'brokers', 'producers'] as const satisfies TableQueryType[];
const queryTypes = ['graph', 'findings', 'auditBuckets', ...metricTypes, ...tableTypes] as const satisfies QueryType[];

export function isMetric(type: QueryType): type is MetricQueryType {
  return (metricTypes as readonly QueryType[]).includes(type);
}

const mostQueries = 100;
/** Enough for a panel on every screen, and what Grafana's alert rules ask for. */
const mostPoints = 50_000;

/** What was left empty in a form is as if it were not there. */
const text = z
  .string('must be a text')
  .nullish()
  .transform((value) => (value === '' || value === null ? undefined : value));
const word = <Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.enum(words, `must be one of ${words.join(', ')}`);
const whole = (most: number) => {
  const message = `must be a whole number from 1 to ${most}`;
  return z.int(message).min(1, message).max(most, message).nullish();
};
const time = z
  .union([z.number(), z.string()], timeForms)
  .nullish()
  .transform((value, context) => {
    if (value === undefined || value === null || value === '') return undefined;
    const atMs = timeOf(value);
    if (atMs === undefined) context.addIssue(timeForms);
    return atMs;
  });

const list = `must be a list of 1 to ${mostQueries} queries`;
const bodySchema = z.object(
  {
    from: time,
    to: time,
    queries: z
      .array(
        z.looseObject({ refId: z.string('must be a text').min(1, 'must not be empty') }, 'must be an object'),
        list,
      )
      .min(1, list)
      .max(mostQueries, list),
  },
  'must be an object with the key queries',
);

const querySchema = z.object({
  queryType: z.enum(queryTypes, `must be one of ${queryTypes.join(', ')}`),
  cluster: text,
  topic: text,
  group: text,
  producer: text,
  by: word(['group', 'topic', 'partition', 'all']).nullish(),
  instant: z.boolean('must be true or false').nullish(),
  maxDataPoints: whole(mostPoints),
  view: word(['flow', 'brokers', 'members']).nullish(),
  limit: whole(mostLimit),
  kind: z
    .union([word(findingKinds), z.array(word(findingKinds))], `must be one or more of ${findingKinds.join(', ')}`)
    .nullish(),
  certainty: word(certainties).nullish(),
});

/** @throws Problem when the whole request cannot be answered. */
export function queryBody(body: unknown): QueryBody {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw new Problem(400, 'invalid_body', sentence(parsed.error, 'the body'));
  const { from, to, queries } = parsed.data;
  const refIds = new Set<string>();
  for (const { refId } of queries) {
    if (refIds.has(refId))
      throw new Problem(400, 'invalid_body', `two queries have the refId ${JSON.stringify(refId)}`);
    refIds.add(refId);
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new Problem(400, 'invalid_body', 'from must not be after to');
  }
  return { fromMs: from, toMs: to, queries: queries.map((raw) => ({ refId: raw.refId, raw })) };
}

/** @throws Problem when this one query cannot be answered. */
export function askedQuery(raw: unknown): AskedQuery {
  const parsed = querySchema.safeParse(raw);
  if (!parsed.success) throw invalid(sentence(parsed.error, 'the query'));
  const { data } = parsed;
  const limits =
    data.queryType === 'graph' ? { usual: defaultLimit, most: maxLimit } : { usual: usualLimit, most: mostLimit };
  const limit = data.limit ?? limits.usual;
  if (limit > limits.most) throw invalid(`limit must be a whole number from 1 to ${limits.most}`);
  return {
    queryType: data.queryType,
    cluster: data.cluster,
    topic: patternOf('topic', data.topic),
    group: patternOf('group', data.group),
    producer: patternOf('producer', data.producer),
    by: data.by ?? 'topic',
    instant: data.instant ?? false,
    maxDataPoints: data.maxDataPoints ?? Infinity,
    view: data.view ?? 'flow',
    limit,
    kinds: data.kind === undefined || data.kind === null ? undefined : new Set([data.kind].flat()),
    certainties: data.certainty === undefined || data.certainty === null ? undefined : new Set([data.certainty]),
  };
}

function patternOf(name: string, text: string | undefined): GraphPattern | undefined {
  if (text === undefined) return undefined;
  const pattern = namePattern(text, (reason) => invalid(`${name} ${reason}`));
  return restricts(pattern) ? pattern : undefined;
}

/** The first of what is wrong: 'queries[1].refId must be a text'. */
function sentence({ issues }: z.ZodError, whole: string): string {
  const [issue] = issues;
  if (issue === undefined) return `${whole} is wrong`;
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `${path === '' ? whole : path.replace(/^\./, '')} ${issue.message}`;
}

function invalid(message: string): Problem {
  return new Problem(400, 'invalid_query', message);
}
