import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type {
  BrokerList,
  ClusterList,
  GroupList,
  MetricQueryType,
  ProducerList,
  Query,
  QueryType,
  TopicList,
} from '@kafkascope/exporter/api';

export type { MetricQueryType, QueryBy, QueryType } from '@kafkascope/exporter/api';

/**
 * What a panel, an alert rule or an annotation saves: the exporter's own query, with Grafana's variables in its texts.
 * The back end passes it on as it is.
 */
export interface KafkascopeQuery extends DataQuery, Omit<Query, 'refId' | 'queryType' | 'maxDataPoints'> {
  /** A query that was just added by hand, or provisioned, may lack it. */
  queryType?: QueryType;
}

/** Where Grafana's own parts of the config editor keep what is neither address nor authentication. */
export interface KafkascopeOptions extends DataSourceJsonData {
  /** Seconds until a request is given up. */
  timeout?: number;
  /** Names of the cookies that are passed on. */
  keepCookies?: string[];
}

/** The exporter's lists, by the name of their route. */
export interface Lists {
  clusters: ClusterList;
  brokers: BrokerList;
  topics: TopicList;
  groups: GroupList;
  producers: ProducerList;
}
export type ListName = keyof Lists;

/** What a variable of a dashboard saves. */
export interface KafkascopeVariableQuery extends DataQuery {
  list?: ListName;
  cluster?: string;
  /** RE2 pattern, unanchored. */
  filter?: string;
}

/** A query whose answer is numbers. */
export type MetricQuery = KafkascopeQuery & { queryType: MetricQueryType };
