import type { MetricQuery, MetricQueryType, KafkascopeQuery, QueryBy, QueryType } from './types.ts';

/** What a person may choose to ask, and which of a query's fields then have a meaning. */
export interface QueryTypeInfo {
  readonly value: QueryType;
  readonly label: string;
  readonly description: string;
  readonly filters: readonly ('topic' | 'group' | 'producer')[];
  /** Empty where rows cannot be summed up differently. */
  readonly by: readonly QueryBy[];
  /** A table that may be cut off. */
  readonly hasRows?: true;
}

const readers = { filters: ['topic', 'group'], by: ['group', 'topic', 'partition', 'all'] } as const;

const metrics: Readonly<Record<MetricQueryType, Omit<QueryTypeInfo, 'value'>>> = {
  lag: { label: 'Lag', description: 'Records that a consumer group has not read yet', ...readers },
  timeLag: { label: 'Time lag', description: 'Age in seconds of the oldest unread record', ...readers },
  timeToLoss: {
    label: 'Time to loss',
    description: 'Seconds until retention may delete an unread record',
    ...readers,
  },
  lost: {
    label: 'Lost records',
    description: 'Records lost within the time range',
    filters: ['topic', 'group'],
    by: ['group', 'topic', 'all'],
  },
  status: {
    label: 'Status',
    description: '0 OK, 1 REWIND, 2 WARN, 3 STALL, 4 STOP',
    ...readers,
  },
  produceRate: {
    label: 'Produce rate',
    description: 'Records per second that arrive in a topic',
    filters: ['topic'],
    by: ['topic', 'partition', 'all'],
  },
  consumeRate: { label: 'Consume rate', description: 'Records per second that a group gets done', ...readers },
  diskFree: {
    label: 'Free disk space',
    description: 'Bytes free for each log directory of each broker',
    filters: [],
    by: [],
  },
};

const metricTypes: readonly QueryTypeInfo[] = Object.entries(metrics).map(([value, info]) => ({
  value: value as MetricQueryType,
  ...info,
}));

export const queryTypes: readonly QueryTypeInfo[] = [
  {
    value: 'graph',
    label: 'Graph',
    description: 'Who produces into which topics, and who consumes them',
    filters: ['topic', 'group', 'producer'],
    by: [],
  },
  ...metricTypes,
  {
    value: 'findings',
    label: 'Findings',
    description: 'Losses, risks and stalls, with their times',
    filters: ['topic', 'group'],
    by: [],
  },
  {
    value: 'groups',
    label: 'Table of groups',
    description: 'Status, lag and members',
    filters: ['group'],
    by: [],
    hasRows: true,
  },
  {
    value: 'topics',
    label: 'Table of topics',
    description: 'Rate, size and replicas',
    filters: ['topic'],
    by: [],
    hasRows: true,
  },
  { value: 'brokers', label: 'Table of brokers', description: 'Leaders, rate and disks', filters: [], by: [] },
  {
    value: 'producers',
    label: 'Table of producers',
    description: 'Who writes which topics',
    filters: ['producer'],
    by: [],
    hasRows: true,
  },
];

/** What an alert rule can compare with a threshold. */
export const alertTypes: readonly QueryTypeInfo[] = metricTypes;

/** undefined for a type that a newer version of the plugin saved. */
export function infoOf(type: QueryType | undefined): QueryTypeInfo | undefined {
  return queryTypes.find(({ value }) => value === type);
}

export function isMetricQuery(query: KafkascopeQuery): query is MetricQuery {
  return query.queryType !== undefined && query.queryType in metrics;
}

/** What becomes of a query with another type: it loses what that one refuses, or takes in another sense. */
export function changedTo(type: QueryType, { by }: KafkascopeQuery): Partial<KafkascopeQuery> {
  const isKnown = by !== undefined && infoOf(type)?.by.includes(by) === true;
  return { queryType: type, by: isKnown ? by : undefined, limit: undefined };
}

/** Without a choice of its own a query is summed up by topic, as the exporter does it. */
export function byOf({ by }: KafkascopeQuery, info: QueryTypeInfo): QueryBy {
  return by !== undefined && info.by.includes(by) ? by : 'topic';
}
