import { consumesEdge, groupNode } from './consumer-group.ts';
import type { Current } from './current.ts';
import { addNode, draftEdge, openDraft, type Draft } from './draft.ts';
import { memberNode } from './member.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicNode } from './topic.ts';

/**
 * topic -> consumer group -> member: who shares the work of a group. What a member has assigned is said in its
 * subtitle: edges from every topic to every member would be a web, not a picture. Topics that nobody reads are left
 * out.
 */
export function memberView(current: Current, query: GraphQuery): Draft {
  const { snapshot, derived } = current;
  const draft = openDraft();
  const shown = shownTopics(current, query);
  const nodeOf = new Map<number, number>();
  snapshot.groups.forEach((group, i) => {
    const derivedGroup = derived.groups[i];
    if (derivedGroup === undefined) return;
    const reader = addNode(draft, groupNode(group, derivedGroup));
    for (const read of derivedGroup.topics) {
      if (shown[read.topic] !== true) continue;
      const topic = nodeOf.get(read.topic) ?? addNode(draft, topicNode(current, read.topic));
      nodeOf.set(read.topic, topic);
      draft.edges.push(consumesEdge(topic, reader, read));
    }
    for (const member of group.members ?? []) {
      const node = memberNode(snapshot, group, derivedGroup, member);
      draft.edges.push(draftEdge('member', reader, addNode(draft, node), ['assignment'], { lag: node.lag }));
    }
  });
  return draft;
}
