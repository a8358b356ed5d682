/** Wire types of the HTTP API (docs/http-api.md). Types only: the plugin and flow/ import them with `import type`. */

export type NodeKind = 'producer' | 'topic' | 'group' | 'application' | 'member' | 'broker' | 'more';
export type EdgeKind = 'produces' | 'consumes' | 'leads' | 'replicates' | 'member';
export type Evidence = 'commits' | 'assignment' | 'transaction' | 'producer-id' | 'header' | 'probe' | 'declared';
export type Health = 'ok' | 'warning' | 'critical' | 'unknown';
export type GroupStatus = 'OK' | 'REWIND' | 'WARN' | 'STALL' | 'STOP';
export type TopicRiskName =
  | 'replication_factor_1'
  | 'min_isr_1'
  | 'min_isr_equals_replication'
  | 'unclean_election'
  | 'retention_below_lag'
  | 'compaction_below_lag'
  | 'one_rack'
  | 'offsets_expire'
  | 'disk_full';
export type GraphView = 'flow' | 'brokers' | 'members';

export interface GraphNode {
  id: string;
  kind: NodeKind;
  title: string;
  subtitle: string;
  /** Applications only: the consumer groups that it reads with. */
  groups?: string[];
  /** Kind `more` only: how many nodes of each kind it stands for. */
  folded?: Partial<Record<NodeKind, number>>;
  /** Kind `more` only: the most important of the nodes that it stands for, at most 100. */
  inside?: FoldedNode[];
  /**
   * How many of its parts have each status: partitions of a topic, or of what a reader reads, or the nodes that kind
   * `more` stands for.
   */
  parts?: Record<Health, number>;
  status: Health;
  /** A sentence; '' while no status is judged. */
  reason: string;
  recordsPerSecond: number | null;
  lag: number | null;
  lagSeconds: number | null;
  lost: number | null;
  /** Rank in the flow, 0 at the left. */
  lane: number;
  /** Place within the lane, 0 on top. */
  order: number;
  /** Pixels at zoom 1, centred on the origin over all nodes. */
  x: number;
  y: number;
}

export type FoldedNode = Pick<GraphNode, 'id' | 'title' | 'status' | 'lag'>;

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  kind: EdgeKind;
  recordsPerSecond: number | null;
  lag: number | null;
  lagSeconds: number | null;
  lost: number | null;
  status: Health;
  /** A sentence; '' while no status is judged. */
  reason: string;
  evidence: Evidence[];
  /** Kind `consumes` only, where both sides have probes. */
  audit?: EdgeAudit;
}

/** What probes tell of what a group received from a topic. */
export interface EdgeAudit {
  /** 0 to 1, of what was acknowledged in buckets that were closed in the last hour; null where there was nothing. */
  completeness: number | null;
  /** Mean time from handing a record over until it was handled; null where none was. */
  latencySeconds: number | null;
}

export interface Graph {
  cluster: string;
  /** ISO 8601; when the data were read from Kafka. */
  time: string;
  ageSeconds: number;
  nodes: GraphNode[];
  edges: GraphEdge[];
  omitted: { nodes: number; edges: number };
}

export interface ApiError {
  error: { code: string; message: string };
}

/** What every answer about one cluster begins with. */
export interface ClusterAnswer {
  cluster: string;
  /** ISO 8601; when the data were read from Kafka. */
  time: string;
  ageSeconds: number;
}

/** GET /api/clusters */
export interface ClusterList {
  clusters: ClusterSummary[];
}
export interface ClusterSummary {
  cluster: string;
  clusterId: string | null;
  /** Whether the newest refresh succeeded and is younger than three intervals. */
  up: boolean;
  /** Why the newest refresh failed. */
  error: string | null;
  /** Like the numbers below null until the first refresh succeeded. */
  time: string | null;
  ageSeconds: number | null;
  brokers: number | null;
  topics: number | null;
  partitions: number | null;
  groups: number | null;
  /** How many of the groups are share groups, which commit no offsets and are not judged. */
  shareGroups: number | null;
  /** How many groups have each status; `unknown` those that cannot be judged. */
  groupStatuses: Record<GroupStatus | 'unknown', number> | null;
  collectors: CollectorSummary[];
}
export interface CollectorSummary {
  name: string;
  success: boolean;
  durationSeconds: number;
  error: string | null;
}

/** GET /api/topics, by name. */
export interface TopicList extends ClusterAnswer {
  topics: TopicSummary[];
  /** Matching topics beyond the limit. */
  omitted: number;
}
export interface TopicSummary {
  topic: string;
  id: string | null;
  internal: boolean;
  partitions: number;
  replicationFactor: number | null;
  recordsPerSecond: number | null;
  sizeBytes: number | null;
  underReplicatedPartitions: number;
  /** Partitions without a leader. */
  offlinePartitions: number;
  /** The worst of its partitions and of its own losses. */
  status: Health;
  reason: string;
  /** The largest of its readers' time lags. */
  lagSeconds: number | null;
  /** The smallest of its readers'. */
  timeToLossSeconds: number | null;
  /** Acknowledged records that are gone, whoever reads it, since it was first seen. */
  lost: number | null;
  risks: TopicRiskName[];
  error: string | null;
}
/** How a group fares, in all or in one topic. */
export interface GroupJudgement {
  /** null when it cannot be judged. */
  status: GroupStatus | null;
  /** A sentence; '' when there is none. */
  reason: string;
  /** Age of its oldest unread record; 0 when all is read. */
  lagSeconds: number | null;
  /** Until retention may delete an unread record, at the earliest. */
  timeToLossSeconds: number | null;
  /** Records lost since it was first seen. */
  lost: number | null;
}

/** GET /api/topics/:topic */
export interface TopicDetails extends ClusterAnswer {
  topic: TopicSummary;
  config: TopicSettings | null;
  partitions: PartitionDetails[];
  /** Groups that commit in the topic or have partitions of it assigned, by id. */
  groups: TopicGroup[];
  /** Partitions and groups beyond the limit. */
  omitted: { partitions: number; groups: number };
}
export interface TopicSettings {
  cleanupPolicy: string;
  minInsyncReplicas: number;
  /** -1 keeps for ever. */
  retentionMs: number;
  /** Per partition; -1 is no limit. */
  retentionBytes: number;
  deleteRetentionMs: number;
  uncleanLeaderElection: boolean;
  /** Tiered storage: part of the log may lie elsewhere. */
  tiered: boolean;
}
export interface PartitionDetails {
  partition: number;
  /** Broker id; null without a leader. */
  leader: number | null;
  leaderEpoch: number | null;
  /** Broker ids, the preferred leader first. */
  replicas: number[];
  inSyncReplicas: number;
  logStartOffset: number | null;
  endOffset: number | null;
  lastStableOffset: number | null;
  sizeBytes: number | null;
  recordsPerSecond: number | null;
  error: string | null;
}
export interface TopicGroup extends GroupJudgement {
  group: string;
  lag: number | null;
  recordsPerSecond: number | null;
  assignedPartitions: number;
}

/** GET /api/groups, by id. */
export interface GroupList extends ClusterAnswer {
  groups: GroupSummary[];
  omitted: number;
}
export interface GroupSummary extends GroupJudgement {
  group: string;
  type: 'classic' | 'consumer' | 'share' | 'streams';
  state: string | null;
  /** Assignor or protocol; '' when there is none. */
  protocol: string;
  /** Broker id. */
  coordinator: number;
  members: number | null;
  /** How many topics it commits in or has assigned. */
  topics: number;
  /** Over all its partitions whose lag is known. */
  lag: number | null;
  recordsPerSecond: number | null;
  error: string | null;
}

/** GET /api/groups/:group */
export interface GroupDetails extends ClusterAnswer {
  group: GroupSummary;
  /** By topic, the largest part of the lag first. */
  topics: GroupTopic[];
  /** null when the group could not be described. */
  members: MemberDetails[] | null;
  /** Every partition with a committed offset or a member, by topic and number. */
  partitions: GroupPartition[];
  /** Topics, members and partitions beyond the limit. */
  omitted: { topics: number; members: number; partitions: number };
}
export interface GroupTopic extends GroupJudgement {
  topic: string;
  lag: number | null;
  recordsPerSecond: number | null;
  assignedPartitions: number;
}
export interface MemberDetails {
  member: string;
  clientId: string;
  host: string;
  instanceId: string | null;
  /** null when the assignment could not be read; at most as many partitions as the limit. */
  assigned: { topic: string; partitions: number[] }[] | null;
}
export interface GroupPartition {
  topic: string;
  partition: number;
  /** null without a commit; share groups have none. */
  committedOffset: number | null;
  endOffset: number | null;
  lag: number | null;
  lagSeconds: number | null;
  /** How lagSeconds is known: from the history of offsets, exact to one refresh, or estimated from the timestamps of records. */
  lagEvidence: 'history' | 'estimated' | null;
  timeToLossSeconds: number | null;
  status: GroupStatus | null;
  /** Client id of the member that has it assigned; the first one in share groups. */
  clientId: string | null;
}

/** GET /api/brokers, by id. */
export interface BrokerList extends ClusterAnswer {
  brokers: BrokerSummary[];
}
export interface BrokerSummary {
  broker: number;
  host: string;
  port: number;
  rack: string | null;
  /** Whether it is the active controller; null when that is not known. */
  controller: boolean | null;
  leaders: number;
  replicas: number;
  /** Records per second into the partitions that it leads. */
  recordsPerSecond: number | null;
  status: Health;
  reason: string;
  logDirs: LogDirSummary[];
  error: string | null;
}
export interface LogDirSummary {
  path: string;
  online: boolean;
  sizeBytes: number;
  totalBytes: number | null;
  usableBytes: number | null;
  error: string | null;
}

/** GET /api/producers: producers, and applications that write, declared or seen in the last quarter of an hour, by name. */
export interface ProducerList extends ClusterAnswer {
  producers: ProducerSummary[];
  omitted: number;
}
export interface ProducerSummary {
  producer: string;
  kind: 'producer' | 'application';
  /** Topics of this cluster that it writes, by name. */
  topics: string[];
  /** Into all of them; null where nothing is known of what it contributes. */
  recordsPerSecond: number | null;
  /** Producer ids that it was seen writing with. */
  producerIds: number;
  /** Consumer groups that the same application reads with. */
  groups: string[];
  /** ISO 8601; null where it is declared only. */
  lastSeen: string | null;
  evidence: Evidence[];
}

/** GET /api/findings, newest first. */
export interface FindingList extends ClusterAnswer {
  findings: FindingSummary[];
  /** Matching findings beyond the limit. */
  omitted: number;
}
/** Something that the exporter noticed. */
export interface FindingSummary {
  /** Unique, also over restarts of the exporter. */
  id: string;
  kind: FindingKind;
  /** Which cause, risk, status, bottleneck or breach (docs/metrics.md). */
  name: string;
  certainty: Certainty;
  severity: Severity;
  topic: string | null;
  group: string | null;
  broker: number | null;
  /** Partitions concerned, ascending; at most the first ten. */
  partitions: number[];
  /** Records concerned; null where that has no meaning. */
  records: number | null;
  /** How exact `records` is. */
  bound: 'exact' | 'upper' | 'lower' | null;
  /** ISO 8601; when it began, when it was last seen to hold or to grow, and when it ended: null while it holds. */
  start: string;
  updated: string;
  end: string | null;
  /** One sentence: what, where, how much. */
  title: string;
  /** How it is known. */
  evidence: string;
  /** What to do. */
  advice: string;
  /** Path of the page that says more: '/runbooks/NAME'. */
  runbook: string;
}
export type FindingKind = 'loss' | 'risk' | 'status' | 'bottleneck' | 'breach';
export type Certainty = 'proved' | 'suspected';
export type Severity = 'info' | 'warning' | 'critical';

/** POST /api/query */
export interface QueryRequest {
  /** Milliseconds since 1970, or ISO 8601; without them: all that is remembered, until now. */
  from?: number | string;
  to?: number | string;
  queries: Query[];
}
export type MetricQueryType =
  'lag' | 'timeLag' | 'timeToLoss' | 'lost' | 'status' | 'produceRate' | 'consumeRate' | 'diskFree';
export type TableQueryType = 'groups' | 'topics' | 'brokers' | 'producers';
export type QueryType = 'graph' | 'findings' | 'auditBuckets' | MetricQueryType | TableQueryType;
/** What one row or one series is about. */
/** `all`: one number for all that the patterns leave. */
export type QueryBy = 'group' | 'topic' | 'partition' | 'all';

/** What has no meaning for a query's type is ignored, as queries keep it when their type is changed. */
export interface Query {
  refId: string;
  queryType: QueryType;
  /** The first cluster without it. */
  cluster?: string;
  /** RE2 patterns, unanchored; what is empty or matches every name restricts nothing. */
  topic?: string;
  group?: string;
  producer?: string;
  /** 'topic' without it: one row for each topic, or for each group in each topic. */
  by?: QueryBy;
  /** One value for each row, as alert rules want them, in place of time series. */
  instant?: boolean;
  /** Most points of a time series. */
  maxDataPoints?: number;
  /** Of the graph. */
  view?: GraphView;
  /** Most nodes of the graph, rows of a table, or findings. */
  limit?: number;
  /** Of findings. */
  kind?: FindingKind | FindingKind[];
  certainty?: Certainty;
}

/** Each query has its own result, under its refId. */
export interface QueryAnswer {
  results: Record<string, QueryResult>;
}
export type QueryResult = { frames: Frame[] } | { error: string; status: number };

/** A data frame in Grafana's JSON form; grafana-plugin-sdk-go wants `schema` before `data`. */
export interface Frame {
  schema: { refId?: string; name: string; meta: FrameMeta; fields: FrameField[] };
  /** One list for each field, all of one length. Times are milliseconds since 1970; unknown is null. */
  data: { values: (string | number | boolean | null)[][] };
}
export interface FrameMeta {
  type?: 'numeric-long' | 'timeseries-wide' | 'table';
  typeVersion?: [number, number];
  preferredVisualisationType?: 'nodeGraph' | 'graph' | 'table';
  notices?: { severity: 'info' | 'warning'; text: string }[];
  /** How old the data are. */
  custom?: ClusterAnswer;
}
export interface FrameField {
  name: string;
  type: 'time' | 'string' | 'number' | 'boolean';
  typeInfo: { frame: 'time' | 'string' | 'float64' | 'bool'; nullable: boolean };
  labels?: Record<string, string>;
  config?: FieldConfig;
}
export interface FieldConfig {
  displayName?: string;
  description?: string;
  /** Grafana's id of a unit: 's', 'bytes', 'short', … */
  unit?: string;
  /** Milliseconds between two points of a time field. */
  interval?: number;
  color?: { mode: 'fixed'; fixedColor: string };
  mappings?: { type: 'value'; options: Record<string, { text: string; color: string; index: number }> }[];
}
