import { shownName } from '@kafkascope/flow';
import type { BrokerList, Graph, GroupDetails, TopicDetails } from '../../../api.ts';
import { element } from '../element.ts';
import { fetchJson } from '../fetch-json.ts';
import { brokerDetails } from './broker.ts';
import { edgeFacts, readingDetails } from './edge.ts';
import { groupDetails } from './group.ts';
import { memberDetails } from './member.ts';
import { moreDetails } from './more.ts';
import type { Subject } from './subject.ts';
import { topicDetails } from './topic.ts';
import { writerDetails } from './writer.ts';

/**
 * What there is to say of a subject, from the lists of the API.
 * @throws As fetchJson.
 */
export async function loadDetails(node: Subject, graph: Graph, signal: AbortSignal): Promise<HTMLElement[]> {
  const { cluster } = graph;
  const query = cluster === '' ? '' : `?cluster=${encodeURIComponent(cluster)}`;
  const groupOf = (id: string): Promise<GroupDetails> =>
    fetchJson(`api/groups/${encodeURIComponent(id)}${query}`, signal);

  switch (node.kind) {
    case 'topic':
      return topicDetails(
        await fetchJson<TopicDetails>(`api/topics/${encodeURIComponent(node.title)}${query}`, signal),
      );
    case 'group':
      return groupDetails(await groupOf(node.title));
    case 'producer':
      return writerDetails(node, graph);
    case 'writing':
      return node.edge === undefined ? gone() : [edgeFacts(node.edge)];
    case 'reading': {
      if (node.edge === undefined) return gone();
      const groups = await Promise.all((node.groups ?? []).map(groupOf));
      const isOnly = groups.length === 1;
      return [edgeFacts(node.edge), ...groups.flatMap((group) => readingDetails(group, node.topic ?? '', isOnly))];
    }
    case 'application': {
      const groups = await Promise.allSettled((node.groups ?? []).map(groupOf));
      const sections = groups.flatMap((answer, i) => {
        const heading = element('h3', { class: 'group' }, `Group ${shownName(node.groups?.[i] ?? '')}`);
        if (answer.status === 'fulfilled') {
          const { reason: why } = answer.value.group;
          return [heading, ...(why === '' ? [] : [element('p', {}, why)]), ...groupDetails(answer.value)];
        }
        return [heading, element('p', { class: 'note' }, reason(answer.reason))];
      });
      return [...writerDetails(node, graph), ...sections];
    }
    case 'broker': {
      const { brokers } = await fetchJson<BrokerList>(`api/brokers${query}`, signal);
      const broker = brokers.find((candidate) => `broker:${String(candidate.broker)}` === node.id);
      return broker === undefined ? gone() : brokerDetails(broker);
    }
    case 'member': {
      const group = graph.edges.find(({ kind, target }) => kind === 'member' && target === node.id)?.source;
      if (group === undefined) return gone();
      const details = await groupOf(group.slice('group:'.length));
      const member = details.members?.find((candidate) => node.id.endsWith(`/${candidate.member}`));
      return member === undefined ? gone() : memberDetails(member, details);
    }
    case 'more':
      return moreDetails(node.id, graph);
  }
}

function gone(): HTMLElement[] {
  return [element('p', { class: 'note' }, 'It is no longer there.')];
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
