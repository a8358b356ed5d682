import type { GraphEdge, GraphNode, Health, NodeKind } from '@kafkascope/exporter/api';
import { formatLag, formatRate, formatSeconds } from './format.ts';
import { shownName } from './readable.ts';

/** What a kind is called on a card and above a lane, and what it is, for who meets Kafka for the first time. */
export const kinds: Record<NodeKind, { readonly one: string; readonly many: string; readonly meaning: string }> = {
  producer: {
    one: 'producer',
    many: 'Producers',
    meaning: 'A producer is a program that writes records into topics.',
  },
  topic: {
    one: 'topic',
    many: 'Topics',
    meaning: 'A topic is a named log of records. It is cut into partitions that are kept on several brokers.',
  },
  group: {
    one: 'group',
    many: 'Consumer groups',
    meaning:
      'A consumer group is a team of programs that read topics together. Its lag is how many records it has not read yet.',
  },
  application: {
    one: 'application',
    many: 'Applications',
    meaning: 'An application reads topics with its consumer groups and may write into others.',
  },
  member: {
    one: 'member',
    many: 'Members',
    meaning: 'A member is one program of a consumer group. The partitions are shared out among the members.',
  },
  broker: {
    one: 'broker',
    many: 'Brokers',
    meaning: 'A broker is a Kafka server. It leads some partitions and keeps copies of others.',
  },
  more: { one: 'folded', many: 'Folded', meaning: 'Stands for nodes that are not drawn, with their sums.' },
};

export const statusWords: Readonly<Record<Health, string>> = {
  ok: 'healthy',
  warning: 'warning',
  critical: 'critical',
  unknown: '',
};

/** Signs that are told apart by their form. */
export const statusMarks: Readonly<Record<Health, string>> = { ok: '✓', warning: '!', critical: '✕', unknown: '' };

/** '12,400 behind'; '' when nothing is known to be unread. */
export function behindText(lag: number | null): string {
  return lag === null || lag <= 0 ? '' : `${formatLag(lag)} behind`;
}

/** '3 min', of the oldest unread record; '' when nothing is known to wait. */
export function waitingText(lagSeconds: number | null): string {
  return lagSeconds === null || lagSeconds <= 0 ? '' : formatSeconds(lagSeconds);
}

/** '40 lost'; '' when nothing is known to be. */
export function lostText(lost: number | null): string {
  return lost === null || lost <= 0 ? '' : `${formatLag(lost)} lost`;
}

/** Numbers in words, as tooltips and screen readers tell them. */
function numbersInWords({ lag, lagSeconds, lost }: Pick<GraphNode, 'lag' | 'lagSeconds' | 'lost'>): string[] {
  return [
    lag === null ? '' : `${formatLag(lag)} records behind`,
    lagSeconds === null || lagSeconds <= 0 ? '' : `the oldest unread record is ${formatSeconds(lagSeconds)} old`,
    lost === null || lost <= 0 ? '' : `${formatLag(lost)} records lost`,
  ];
}

/** A node in a few lines, for screen readers and tooltips. */
export function describeNode(node: GraphNode): string {
  return [
    `${kinds[node.kind].one} ${shownName(node.title)}`,
    node.subtitle,
    node.recordsPerSecond === null ? '' : `${formatRate(node.recordsPerSecond).replace('/s', '')} records per second`,
    ...numbersInWords(node),
    statusWords[node.status],
    node.reason,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What a source does with its target, or has done by it. */
export const edgeVerbs: Readonly<Record<GraphEdge['kind'], string>> = {
  produces: 'writes into',
  consumes: 'is read by',
  leads: 'leads partitions of',
  replicates: 'keeps copies of',
  member: 'has the member',
};

/** '99.98 % of what was acknowledged arrived, after 0.4 s on average'; '' where nothing is known of it. */
function auditInWords({ completeness, latencySeconds }: NonNullable<GraphEdge['audit']> = nothingAudited): string {
  if (completeness === null) return '';
  // Nearly all is not all.
  const percent = Math.floor(completeness * 10_000) / 100;
  const after = latencySeconds === null ? '' : `, after ${formatSeconds(latencySeconds)} on average`;
  return `${percent} % of what was acknowledged arrived${after}`;
}
const nothingAudited = { completeness: null, latencySeconds: null };

/** An edge in a few lines, for its tooltip. */
export function describeEdge(edge: GraphEdge, source: GraphNode, target: GraphNode): string {
  return [
    `${shownName(source.title)} ${edgeVerbs[edge.kind]} ${shownName(target.title)}`,
    edge.recordsPerSecond === null ? 'rate not known' : `${formatRate(edge.recordsPerSecond)} records`,
    ...numbersInWords(edge),
    [statusWords[edge.status], edge.reason].filter((part) => part !== '').join(': '),
    auditInWords(edge.audit),
    edge.evidence.length === 0 ? '' : `known from: ${edge.evidence.join(', ')}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What stands above a lane: the names of the kinds in it. */
export function laneHeading(present: ReadonlySet<NodeKind>): { readonly text: string; readonly meaning: string } {
  const named = [...present].filter((kind) => kind !== 'more').sort();
  const shown = named.length === 0 ? [...present] : named;
  const texts = shown.map((kind, i) => (i === 0 ? kinds[kind].many : kinds[kind].many.toLowerCase()));
  return { text: texts.join(' and '), meaning: shown.map((kind) => kinds[kind].meaning).join(' ') };
}
