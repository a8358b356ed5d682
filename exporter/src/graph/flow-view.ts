import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { DeclaredApplication, Topology } from '../topology/topology.ts';
import { applicationNode } from './application.ts';
import { consumesEdge, groupNode } from './consumer-group.ts';
import { known, plusKnown } from './count.ts';
import type { Current } from './current.ts';
import { addNode, draftEdge, openDraft, type Draft, type OpenDraft } from './draft.ts';
import { lostRecords } from './lost-records.ts';
import { declaredProducerNode, unknownProducersNode } from './producer.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicNode } from './topic.ts';
import { learnWritten, topicsWritten } from './writes.ts';

/** Who writes into topics: a producer, an application, or all that are unknown. */
interface Writer {
  /** Index into the draft's nodes. */
  readonly node: number;
  /** Indexes into snapshot.topics. */
  readonly topics: readonly number[];
  readonly declared: boolean;
}

/**
 * producer -> topic -> consumer group. A declared application takes the place of its groups, so that
 * topic -> application -> topic reads from end to end. Lets the event loop turn in between.
 */
export async function flowView(current: Current, topology: Topology, query: GraphQuery): Promise<Draft> {
  const draft = openDraft();
  const shown = shownTopics(current, query);
  const nodeOf: (number | undefined)[] = [];
  for (const topic of current.snapshot.topics.keys()) {
    nodeOf.push(shown[topic] === true ? addNode(draft, topicNode(current, topic)) : undefined);
    if (topic % 64 === 0 && sliceIsOver()) await nextTurn();
  }
  const applications = await addReaders(draft, current, topology.applications, nodeOf);
  for (const { writes } of [...topology.producers, ...topology.applications]) {
    await learnWritten(writes, current.snapshot.topics);
  }
  const writers = [
    ...declaredWriters(draft, current, topology, shown),
    ...applications.map(({ application, node }) => {
      const topics = topicsWritten(application.writes, current.snapshot.topics, shown);
      return { node, topics, declared: true };
    }),
  ];
  if (sliceIsOver()) await nextTurn();
  await addWrites(draft, current, writers, nodeOf);
  return draft;
}

/** Groups, or the applications that they belong to, and what they read. Answers the applications' nodes. */
async function addReaders(
  draft: OpenDraft,
  current: Current,
  declared: readonly DeclaredApplication[],
  nodeOf: readonly (number | undefined)[],
): Promise<{ application: DeclaredApplication; node: number }[]> {
  const { snapshot, derived } = current;
  const losses = lostRecords(current);
  const groups = new Map(snapshot.groups.map(({ id }, i) => [id, i]));
  const owned = new Map<number, number>();
  const applications = declared.map((application) => {
    const own = application.groups.flatMap((id) => groups.get(id) ?? []);
    const present = own.flatMap((i) => {
      const [group, derivedGroup] = [snapshot.groups[i], derived.groups[i]];
      return group === undefined || derivedGroup === undefined ? [] : [{ group, derived: derivedGroup }];
    });
    const node = addNode(draft, applicationNode(application, present, losses));
    for (const i of own) owned.set(i, node);
    return { application, node };
  });

  for (const [i, group] of snapshot.groups.entries()) {
    if (sliceIsOver()) await nextTurn();
    const derivedGroup = derived.groups[i];
    if (derivedGroup === undefined) continue;
    const owner = owned.get(i);
    const reader = owner ?? addNode(draft, groupNode({ group, derived: derivedGroup }, losses));
    for (const read of derivedGroup.topics) {
      const topic = nodeOf[read.topic];
      if (topic === undefined) continue;
      const lost = losses.ofRead(group.id, snapshot.topics[read.topic]?.name ?? '');
      const edge = consumesEdge(topic, reader, read, lost);
      draft.edges.push(owner === undefined ? edge : { ...edge, evidence: [...edge.evidence, 'declared'] });
    }
  }
  return applications;
}

function declaredWriters(
  draft: OpenDraft,
  { snapshot }: Current,
  topology: Topology,
  shown: readonly boolean[],
): Writer[] {
  return topology.producers.map((producer) => {
    const topics = topicsWritten(producer.writes, snapshot.topics, shown);
    return { node: addNode(draft, declaredProducerNode(producer, topics.length)), topics, declared: true };
  });
}

/** The edges of the declared writers, and those of the unknown producers to every topic that no other one writes. */
async function addWrites(
  draft: OpenDraft,
  { snapshot, derived }: Current,
  declared: readonly Writer[],
  nodeOf: readonly (number | undefined)[],
): Promise<void> {
  const writersOf = new Int32Array(snapshot.topics.length);
  for (const { topics } of declared) for (const topic of topics) writersOf[topic] = (writersOf[topic] ?? 0) + 1;

  const orphans = snapshot.topics.flatMap((_, topic) =>
    nodeOf[topic] !== undefined && writersOf[topic] === 0 && receivesRecords(derived, topic) ? [topic] : [],
  );
  const writers = [...declared];
  if (orphans.length > 0) {
    writers.push({ node: addNode(draft, unknownProducersNode(orphans.length)), topics: orphans, declared: false });
  }

  for (const { node, topics, declared } of writers) {
    const writer = draft.nodes[node];
    for (const [place, topic] of topics.entries()) {
      if (place % 256 === 0 && sliceIsOver()) await nextTurn();
      const target = nodeOf[topic];
      if (target === undefined || writer === undefined) continue;
      // What one of several writers contributes is not known.
      const alone = (writersOf[topic] ?? 0) <= 1;
      const recordsPerSecond = alone ? known(derived.topics.produceRate[topic] ?? NaN) : null;
      // An application's own number is what it reads.
      if (writer.kind === 'producer') writer.recordsPerSecond = plusKnown(writer.recordsPerSecond, recordsPerSecond);
      draft.edges.push(draftEdge('produces', node, target, declared ? ['declared'] : [], { recordsPerSecond }));
    }
  }
}

/**
 * Whether anything was written since the exporter first saw the topic. A topic that falls idle keeps its edge, so
 * that the picture does not change with every pause; one that nobody has written to in all that time has none.
 */
function receivesRecords({ topics }: Current['derived'], topic: number): boolean {
  return (topics.produced[topic] ?? NaN) > 0 || (topics.produceRate[topic] ?? NaN) > 0;
}
