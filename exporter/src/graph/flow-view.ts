import type { Evidence } from '../api.ts';
import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { nobody } from '../derived/producer/sightings.ts';
import type { Topology } from '../topology/topology.ts';
import { applicationNode } from './application.ts';
import { consumesEdge, groupNode } from './consumer-group.ts';
import { known, plusKnown } from './count.ts';
import type { Current } from './current.ts';
import { addNode, draftEdge, openDraft, type Draft, type OpenDraft } from './draft.ts';
import { edgeAudits } from './edge-audit.ts';
import { knownWriters, type KnownWriter } from './known-writers.ts';
import { lostRecords } from './lost-records.ts';
import { producerNode, unknownProducersNode } from './producer.ts';
import type { GraphQuery } from './query.ts';
import { sharesOf } from './shares.ts';
import { shownTopics, topicNode } from './topic.ts';

/**
 * producer -> topic -> consumer group. An application takes the place of its groups, so that
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
  const writers = await knownWriters(current, topology);
  const nodes = writers.map((writer) =>
    writer.kind === 'producer' && writer.name !== nobody ? addNode(draft, producerNode(writer)) : undefined,
  );
  for (const [writer, node] of await addReaders(draft, current, writers, nodeOf)) nodes[writer] = node;
  if (sliceIsOver()) await nextTurn();
  await addWrites(draft, current, { writers, nodes }, nodeOf);
  return draft;
}

/** Groups, or the applications that they belong to, and what they read. Answers the applications' nodes by index. */
async function addReaders(
  draft: OpenDraft,
  current: Current,
  writers: readonly KnownWriter[],
  nodeOf: readonly (number | undefined)[],
): Promise<Map<number, number>> {
  const { snapshot, derived } = current;
  const losses = lostRecords(current);
  const auditOf = edgeAudits(derived.audit);
  const groups = new Map(snapshot.groups.map(({ id }, i) => [id, i]));
  const owned = new Map<number, { node: number; isDeclared: boolean }>();
  const nodes = new Map<number, number>();
  for (const [index, application] of writers.entries()) {
    if (application.kind !== 'application') continue;
    const own = application.groups.flatMap((id) => groups.get(id) ?? []);
    const present = own.flatMap((i) => {
      const [group, derivedGroup] = [snapshot.groups[i], derived.groups[i]];
      return group === undefined || derivedGroup === undefined ? [] : [{ group, derived: derivedGroup }];
    });
    const node = addNode(draft, applicationNode(application, present, losses));
    for (const i of own) owned.set(i, { node, isDeclared: application.isDeclared });
    nodes.set(index, node);
  }

  for (const [i, group] of snapshot.groups.entries()) {
    if (sliceIsOver()) await nextTurn();
    const derivedGroup = derived.groups[i];
    if (derivedGroup === undefined) continue;
    const owner = owned.get(i);
    const reader = owner?.node ?? addNode(draft, groupNode({ group, derived: derivedGroup }, losses));
    for (const read of derivedGroup.topics) {
      const topic = nodeOf[read.topic];
      if (topic === undefined) continue;
      const name = snapshot.topics[read.topic]?.name ?? '';
      const audit = auditOf(name, group.id);
      const plain = consumesEdge(topic, reader, read, losses.ofRead(group.id, name));
      const edge = audit === undefined ? plain : { ...plain, evidence: [...plain.evidence, 'probe' as const], audit };
      draft.edges.push(owner?.isDeclared === true ? { ...edge, evidence: [...edge.evidence, 'declared'] } : edge);
    }
  }
  return nodes;
}

interface Writers {
  readonly writers: readonly KnownWriter[];
  /** Index into the draft's nodes, by writer. */
  readonly nodes: readonly (number | undefined)[];
}

/** The edges of the known writers, and those of the unknown producers to every topic that gets more than theirs. */
async function addWrites(
  draft: OpenDraft,
  { snapshot, derived }: Current,
  { writers, nodes }: Writers,
  nodeOf: readonly (number | undefined)[],
): Promise<void> {
  const shares = sharesOf(writers, derived.topics.produceRate);
  const isWritten = new Set(writers.flatMap(({ writes }) => writes.map(({ topic }) => topic)));
  const nameless = writers.findIndex(({ name }) => name === nobody);
  const byNobody = new Set(writers[nameless]?.writes.map(({ topic }) => topic));
  const add = (node: number, topic: number, recordsPerSecond: number | null, evidence: readonly Evidence[]) => {
    const target = nodeOf[topic];
    const writer = draft.nodes[node];
    if (target === undefined || writer === undefined) return;
    // An application's own number is what it reads.
    if (writer.kind === 'producer') writer.recordsPerSecond = plusKnown(writer.recordsPerSecond, recordsPerSecond);
    draft.edges.push(draftEdge('produces', node, target, evidence, { recordsPerSecond }));
  };
  for (const [index, { writes }] of writers.entries()) {
    const node = nodes[index];
    for (const [place, { topic, evidence }] of writes.entries()) {
      if (place % 256 === 0 && sliceIsOver()) await nextTurn();
      if (node !== undefined) add(node, topic, known(shares.of(index, topic)), evidence);
    }
  }
  const unknown = snapshot.topics.flatMap((_, topic) => {
    const isUnknown = isWritten.has(topic)
      ? byNobody.has(topic) || shares.rest(topic) > 0
      : receivesRecords(derived, topic);
    return nodeOf[topic] !== undefined && isUnknown ? [topic] : [];
  });
  if (unknown.length === 0) return;
  const node = addNode(draft, unknownProducersNode(unknown.length));
  for (const topic of unknown) {
    const isSeen = byNobody.has(topic);
    add(node, topic, known(isSeen ? shares.of(nameless, topic) : shares.rest(topic)), isSeen ? ['header'] : []);
  }
}

/**
 * Whether anything was written since the exporter first saw the topic. A topic that falls idle keeps its edge, so
 * that the picture does not change with every pause; one that nobody has written to in all that time has none.
 */
function receivesRecords({ topics }: Current['derived'], topic: number): boolean {
  return (topics.produced[topic] ?? NaN) > 0 || (topics.produceRate[topic] ?? NaN) > 0;
}
