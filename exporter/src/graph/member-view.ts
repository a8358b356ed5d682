import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { consumesEdge, groupNode } from './consumer-group.ts';
import type { Current } from './current.ts';
import { addNode, draftEdge, openDraft, type Draft } from './draft.ts';
import { lostRecords } from './lost-records.ts';
import { memberNode } from './member.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicNode } from './topic.ts';

/**
 * topic -> consumer group -> member: who shares the work of a group. What a member has assigned is said in its
 * subtitle: edges from every topic to every member would be a web, not a picture. Topics that nobody reads are left
 * out. Lets the event loop turn in between.
 */
export async function memberView(current: Current, query: GraphQuery): Promise<Draft> {
  const { snapshot, derived } = current;
  const draft = openDraft();
  const shown = shownTopics(current, query);
  const losses = lostRecords(current);
  const nodeOf = new Map<number, number>();
  for (const [i, group] of snapshot.groups.entries()) {
    if (sliceIsOver()) await nextTurn();
    const derivedGroup = derived.groups[i];
    if (derivedGroup === undefined) continue;
    const reader = addNode(draft, groupNode({ group, derived: derivedGroup }, losses));
    for (const [place, read] of derivedGroup.topics.entries()) {
      if (place % 64 === 0 && sliceIsOver()) await nextTurn();
      if (shown[read.topic] !== true) continue;
      const topic = nodeOf.get(read.topic) ?? addNode(draft, topicNode(current, read.topic));
      nodeOf.set(read.topic, topic);
      const lost = losses.ofRead(group.id, snapshot.topics[read.topic]?.name ?? '');
      draft.edges.push(consumesEdge(topic, reader, read, lost));
    }
    for (const member of group.members ?? []) {
      const node = memberNode(snapshot, group, derivedGroup, member);
      const { lag, lagSeconds } = node;
      draft.edges.push(draftEdge('member', reader, addNode(draft, node), ['assignment'], { lag, lagSeconds }, node));
    }
  }
  return draft;
}
