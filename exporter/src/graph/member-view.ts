import { consumesEdge, groupId, groupNode } from './consumer-group.ts';
import type { Current } from './current.ts';
import { addEdge, draftEdge, emptyDraft, type Draft } from './draft.ts';
import { memberNode, partitionLags } from './member.ts';
import type { GraphQuery } from './query.ts';
import { shownTopics, topicId, topicNode } from './topic.ts';

/**
 * topic -> consumer group -> member: who shares the work of a group. What a member has assigned is said in its
 * subtitle: edges from every topic to every member would be a web, not a picture. Topics that nobody reads are left
 * out.
 */
export function memberView(current: Current, query: GraphQuery): Draft {
  const { snapshot, derived } = current;
  const draft = emptyDraft();
  const shown = shownTopics(current, query);
  snapshot.groups.forEach((group, i) => {
    const derivedGroup = derived.groups[i];
    if (derivedGroup === undefined) return;
    const node = groupNode(group, derivedGroup);
    draft.nodes.set(node.id, node);
    for (const read of derivedGroup.topics) {
      const topic = snapshot.topics[read.topic];
      if (topic === undefined || shown[read.topic] !== true) continue;
      const id = topicId(topic.name);
      if (!draft.nodes.has(id)) draft.nodes.set(id, topicNode(current, read.topic));
      addEdge(draft, consumesEdge(id, groupId(group.id), read));
    }
    const lagOf = partitionLags(group, derivedGroup);
    for (const member of group.members ?? []) {
      const memberOf = memberNode(snapshot, group, member, lagOf);
      draft.nodes.set(memberOf.id, memberOf);
      addEdge(draft, draftEdge('member', node.id, memberOf.id, ['assignment'], { lag: memberOf.lag }));
    }
  });
  return draft;
}
