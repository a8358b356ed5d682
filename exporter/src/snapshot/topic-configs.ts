import { describeErrorCode } from '../kafka/errors.ts';
import { describeConfigs, type DescribedConfig } from '../kafka/requests/describe-configs.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { Topic, TopicConfig } from './snapshot.ts';
import { topicIdentity } from './topic-identity.ts';

const chunkSize = 10_000;
const refreshEveryMs = 300_000;
const needed = ['cleanup.policy', 'min.insync.replicas', 'retention.ms', 'retention.bytes'] as const;
/** The last of them only since Kafka 3.6. */
const keys = [...needed, 'delete.retention.ms', 'unclean.leader.election.enable', 'remote.storage.enable'];

/** Remembers topic configurations between refreshes: all are read every five minutes, those of new topics at once. */
export class TopicConfigs {
  private readonly known = new Map<string, TopicConfig | undefined>();
  /** Those that are to be read again; until then they count as they were. */
  private readonly due = new Set<string>();
  /** Why some are not known; true until all are read again. */
  private readonly refusals = new Set<string>();
  private readAtMs = -Infinity;

  async update(refresh: Refresh, topics: readonly Topic[], nowMs: number, troubles: Troubles): Promise<void> {
    if (nowMs - this.readAtMs >= refreshEveryMs || nowMs < this.readAtMs) {
      for (const id of this.known.keys()) this.due.add(id);
      this.refusals.clear();
      this.readAtMs = nowMs;
    }
    const present = new Set(topics.map(topicIdentity));
    for (const id of this.known.keys()) if (!present.has(id)) this.known.delete(id);
    for (const id of this.due) if (!present.has(id)) this.due.delete(id);
    const missing = topics.filter((topic) => {
      const id = topicIdentity(topic);
      return topic.error === undefined && (!this.known.has(id) || this.due.has(id));
    });
    for (let at = 0; at < missing.length; at += chunkSize) {
      await this.read(refresh, missing.slice(at, at + chunkSize));
    }
    for (const refusal of this.refusals) troubles.add(refusal);
  }

  get(topic: Topic): TopicConfig | undefined {
    return this.known.get(topicIdentity(topic));
  }

  private async read(refresh: Refresh, topics: readonly Topic[]): Promise<void> {
    const byName = new Map(topics.map((topic) => [topic.name, topic]));
    const answers = await refresh.sendToAny(() => describeConfigs('topic', [...byName.keys()], keys));
    for (const answer of answers) {
      const topic = byName.get(answer.resource);
      if (topic === undefined) continue;
      this.due.delete(topicIdentity(topic));
      if (answer.error === 0) this.known.set(topicIdentity(topic), toConfig(answer));
      else {
        this.known.set(topicIdentity(topic), undefined);
        this.refusals.add(`DescribeConfigs of topics: ${describeErrorCode(answer.error, 'DESCRIBE_CONFIGS')}`);
      }
    }
  }
}

/** undefined when the broker leaves out one that it must have. */
function toConfig({ values }: DescribedConfig): TopicConfig | undefined {
  const [cleanupPolicy, minInsync, retentionMs, retentionBytes] = needed.map((key) => values.get(key));
  if (
    cleanupPolicy === undefined ||
    minInsync === undefined ||
    retentionMs === undefined ||
    retentionBytes === undefined
  ) {
    return undefined;
  }
  return {
    cleanupPolicy,
    minInsyncReplicas: Number(minInsync),
    retentionMs: Number(retentionMs),
    retentionBytes: Number(retentionBytes),
    deleteRetentionMs: Number(values.get('delete.retention.ms')),
    uncleanLeaderElection: values.get('unclean.leader.election.enable') === 'true',
    tiered: values.get('remote.storage.enable') === 'true',
  };
}
