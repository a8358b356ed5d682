/** Wire types of the HTTP API (docs/http-api.md). Types only: the plugin and flow/ import them with `import type`. */

export type NodeKind = 'producer' | 'topic' | 'group' | 'application' | 'member' | 'broker' | 'more';
export type EdgeKind = 'produces' | 'consumes' | 'leads' | 'replicates' | 'member';
export type Evidence = 'commits' | 'assignment' | 'transaction' | 'producer-id' | 'header' | 'probe' | 'declared';
export type Health = 'ok' | 'warning' | 'critical' | 'unknown';
export type GraphView = 'flow' | 'brokers' | 'members';

export interface GraphNode {
  id: string;
  kind: NodeKind;
  title: string;
  subtitle: string;
  /** Applications only: the consumer groups that it was declared to read with. */
  groups?: string[];
  /** Kind `more` only: how many nodes of each kind it stands for. */
  folded?: Partial<Record<NodeKind, number>>;
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
  evidence: Evidence[];
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
  error: string | null;
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
export interface TopicGroup {
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
export interface GroupSummary {
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
export interface GroupTopic {
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

/** GET /api/producers: declared producers, and declared applications that write, by name. */
export interface ProducerList extends ClusterAnswer {
  producers: ProducerSummary[];
  omitted: number;
}
export interface ProducerSummary {
  producer: string;
  kind: 'producer' | 'application';
  /** Topics of this cluster that it writes, by name. */
  topics: string[];
  evidence: Evidence[];
}
