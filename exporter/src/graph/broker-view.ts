import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { brokerNode } from './broker.ts';
import { plusKnown } from './count.ts';
import type { Current } from './current.ts';
import { addNode, draftEdge, openDraft, type Draft } from './draft.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicNode } from './topic.ts';

/**
 * broker -> topic: `leads` where it leads a partition, `replicates` where it follows one, each with the records per
 * second that are written to those partitions. Lets the event loop turn in between.
 */
export async function brokerView(current: Current, query: GraphQuery): Promise<Draft> {
  const { snapshot, derived } = current;
  const { partitions } = snapshot;
  const draft = openDraft();
  const shown = shownTopics(current, query);
  const nodeOf = new Map<number, number>();
  for (const broker of snapshot.brokers) nodeOf.set(broker.id, addNode(draft, brokerNode(broker, snapshot.quorum)));

  for (const [index, topic] of snapshot.topics.entries()) {
    if (index % 64 === 0 && sliceIsOver()) await nextTurn();
    if (shown[index] !== true) continue;
    const leads = new Map<number, number | null>();
    const replicates = new Map<number, number | null>();
    for (let p = topic.firstPartition; p < topic.firstPartition + topic.partitionCount; p++) {
      const rate = derived.partitions.produceRate[p] ?? null;
      for (let r = partitions.replicaStart[p] ?? 0; r < (partitions.replicaStart[p + 1] ?? 0); r++) {
        const broker = nodeOf.get(partitions.replicaNodes[r] ?? -1);
        if (broker === undefined) continue;
        const side = partitions.replicaNodes[r] === partitions.leader[p] ? leads : replicates;
        side.set(broker, plusKnown(side.get(broker) ?? null, rate));
      }
    }
    const target = addNode(draft, topicNode(current, index));
    for (const [broker, recordsPerSecond] of leads) {
      draft.edges.push(draftEdge('leads', broker, target, [], { recordsPerSecond }));
      const node = draft.nodes[broker];
      if (node !== undefined) node.recordsPerSecond = plusKnown(node.recordsPerSecond, recordsPerSecond);
    }
    for (const [broker, recordsPerSecond] of replicates) {
      draft.edges.push(draftEdge('replicates', broker, target, [], { recordsPerSecond }));
    }
  }
  return draft;
}
