import { brokerId, brokerNode } from './broker.ts';
import { plusKnown } from './count.ts';
import type { Current } from './current.ts';
import { addEdge, draftEdge, emptyDraft, type Draft } from './draft.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicId, topicNode } from './topic.ts';

/**
 * broker -> topic: `leads` where it leads a partition, `replicates` where it follows one, each with the records per
 * second that are written to those partitions.
 */
export function brokerView(current: Current, query: GraphQuery): Draft {
  const { snapshot, derived } = current;
  const { partitions } = snapshot;
  const draft = emptyDraft();
  const shown = shownTopics(current, query);
  const index = new Map(snapshot.brokers.map((broker, i) => [broker.id, i]));
  const written = snapshot.brokers.map((): number | null => null);

  snapshot.topics.forEach((topic, topicIndex) => {
    if (shown[topicIndex] !== true) return;
    draft.nodes.set(topicId(topic.name), topicNode(current, topicIndex));
    const leads = new Map<number, number | null>();
    const follows = new Map<number, number | null>();
    for (let p = topic.firstPartition; p < topic.firstPartition + topic.partitionCount; p++) {
      const rate = derived.partitions.produceRate[p] ?? null;
      const leader = partitions.leader[p];
      for (let r = partitions.replicaStart[p] ?? 0; r < (partitions.replicaStart[p + 1] ?? 0); r++) {
        const replica = partitions.replicaNodes[r];
        const broker = replica === undefined ? undefined : index.get(replica);
        if (broker === undefined) continue;
        const side = replica === leader ? leads : follows;
        side.set(broker, plusKnown(side.get(broker) ?? null, rate));
      }
    }
    for (const [kind, side] of [['leads', leads] as const, ['replicates', follows] as const]) {
      for (const [i, recordsPerSecond] of side) {
        const broker = snapshot.brokers[i];
        if (broker === undefined) continue;
        if (kind === 'leads') written[i] = plusKnown(written[i] ?? null, recordsPerSecond);
        addEdge(draft, draftEdge(kind, brokerId(broker.id), topicId(topic.name), [], { recordsPerSecond }));
      }
    }
  });

  snapshot.brokers.forEach((broker, i) => {
    draft.nodes.set(brokerId(broker.id), brokerNode(broker, snapshot.quorum, written[i] ?? null));
  });
  return draft;
}
