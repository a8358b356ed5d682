import type { DeclaredApplication, Topology } from '../topology/topology.ts';
import { applicationId, applicationNode } from './application.ts';
import { consumesEdge, groupId, groupNode } from './consumer-group.ts';
import { known, plusKnown } from './count.ts';
import type { Current } from './current.ts';
import { addEdge, draftEdge, emptyDraft, type Draft, type DraftNode } from './draft.ts';
import { declaredProducerNode, producerId, unknownProducersId, unknownProducersNode } from './producer.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicId, topicNode } from './topic.ts';
import { topicsWritten } from './writes.ts';

/** Who writes into a topic by declaration: a producer or an application. */
interface Writer {
  readonly node: DraftNode;
  /** Indexes into snapshot.topics. */
  readonly topics: readonly number[];
}

/**
 * producer -> topic -> consumer group. A declared application takes the place of its groups, so that
 * topic -> application -> topic reads from end to end.
 */
export function flowView(current: Current, topology: Topology, query: GraphQuery): Draft {
  const draft = emptyDraft();
  const shown = shownTopics(current, query);
  current.snapshot.topics.forEach((topic, index) => {
    if (shown[index] === true) draft.nodes.set(topicId(topic.name), topicNode(current, index));
  });
  const readers = addReaders(draft, current, topology.applications, shown);
  addWriters(draft, current, topology, readers, shown);
  return draft;
}

/** Groups, or the applications that they belong to, with the topics that they read. Returns the applications' nodes. */
function addReaders(
  draft: Draft,
  { snapshot, derived }: Current,
  applications: readonly DeclaredApplication[],
  shown: readonly boolean[],
): Map<DeclaredApplication, DraftNode> {
  const owner = new Map(applications.flatMap((application) => application.groups.map((id) => [id, application])));
  const present = new Map<DeclaredApplication, Parameters<typeof applicationNode>[1][number][]>(
    applications.map((application) => [application, []]),
  );
  snapshot.groups.forEach((group, i) => {
    const derivedGroup = derived.groups[i];
    if (derivedGroup === undefined) return;
    const application = owner.get(group.id);
    if (application !== undefined) present.get(application)?.push({ group, derived: derivedGroup });
    else draft.nodes.set(groupId(group.id), groupNode(group, derivedGroup));
    const reader = application === undefined ? groupId(group.id) : applicationId(application);
    for (const read of derivedGroup.topics) {
      const topic = snapshot.topics[read.topic];
      if (topic === undefined || shown[read.topic] !== true) continue;
      const edge = consumesEdge(topicId(topic.name), reader, read);
      if (application !== undefined) edge.evidence.push('declared');
      addEdge(draft, edge);
    }
  });
  const nodes = new Map<DeclaredApplication, DraftNode>();
  for (const [application, groups] of present) {
    const node = applicationNode(application, groups);
    draft.nodes.set(node.id, node);
    nodes.set(application, node);
  }
  return nodes;
}

/** Declared producers and applications, and the unknown producers of every topic that none of them writes. */
function addWriters(
  draft: Draft,
  current: Current,
  topology: Topology,
  applications: ReadonlyMap<DeclaredApplication, DraftNode>,
  shown: readonly boolean[],
): void {
  const { snapshot, derived } = current;
  const writers: Writer[] = topology.producers.map((producer) => {
    const topics = topicsWritten(producer.writes, snapshot.topics, shown);
    const node = draft.nodes.get(producerId(producer)) ?? declaredProducerNode(producer, topics.length);
    draft.nodes.set(node.id, node);
    return { node, topics };
  });
  for (const [application, node] of applications) {
    writers.push({ node, topics: topicsWritten(application.writes, snapshot.topics, shown) });
  }

  const writersOf = new Int32Array(snapshot.topics.length);
  for (const { topics } of writers) for (const topic of topics) writersOf[topic] = (writersOf[topic] ?? 0) + 1;

  const unknown = snapshot.topics.flatMap((_, index) =>
    shown[index] === true && writersOf[index] === 0 && receivesRecords(derived, index) ? [index] : [],
  );
  if (unknown.length > 0) {
    const node = unknownProducersNode(unknown.length);
    draft.nodes.set(unknownProducersId, node);
    writers.push({ node, topics: unknown });
  }

  for (const { node, topics } of writers) {
    for (const index of topics) {
      const topic = snapshot.topics[index];
      if (topic === undefined) continue;
      // What one of several writers contributes is not known.
      const alone = (writersOf[index] ?? 0) <= 1;
      const recordsPerSecond = alone ? known(derived.topics.produceRate[index] ?? NaN) : null;
      if (node.kind === 'producer') node.recordsPerSecond = plusKnown(node.recordsPerSecond, recordsPerSecond);
      const evidence = node.id === unknownProducersId ? [] : (['declared'] as const);
      addEdge(draft, draftEdge('produces', node.id, topicId(topic.name), [...evidence], { recordsPerSecond }));
    }
  }
}

/**
 * Whether anything was written since the exporter first saw the topic. A topic that falls idle keeps its edge, so
 * that the picture does not change with every pause; one that nobody has written to in all that time has none.
 */
function receivesRecords(derived: Current['derived'], topic: number): boolean {
  return (derived.topics.produced[topic] ?? NaN) > 0 || (derived.topics.produceRate[topic] ?? NaN) > 0;
}
