import { edgeVerbs, formatLag, formatRate, formatSeconds, isNamed } from '@kafkascope/flow';
import type { Graph, GraphEdge, GraphNode, Health } from '../../api.ts';
import { element } from './element.ts';
import { healthText } from './health.ts';
import { morph } from './morph.ts';
import { counted } from './numbers.ts';
import { nodeLink, table } from './table.ts';
import { unnamedIn } from './unnamed.ts';

export interface FlowTable {
  /**
   * undefined shows no table.
   * @param find Part of the names that are sought: what joins none of them is left out.
   */
  show(graph: Graph | undefined, find: string): void;
}

const columns = [
  { title: 'From' },
  { title: 'What' },
  { title: 'To' },
  { title: 'Records', meaning: 'Records per second', numeric: true },
  { title: 'Lag', meaning: 'Records that were not read yet', numeric: true },
  { title: 'Time lag', meaning: 'How long the oldest of them has been waiting', numeric: true },
  { title: 'Status' },
];

/** What is not well comes first. */
const urgency: Readonly<Record<Health, number>> = { critical: 0, warning: 1, ok: 2, unknown: 3 };

/**
 * The picture line by line, for who reads rather than looks.
 * @param choose is told the id of a node or an edge that the reader wants to see.
 */
export function createFlowTable(section: HTMLElement, choose: (id: string) => void): FlowTable {
  section.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLElement>('[data-node]') : null;
    if (link?.dataset.node !== undefined) choose(link.dataset.node);
  });
  return {
    show(graph, find) {
      section.hidden = graph === undefined;
      if (graph === undefined) return;
      const rows = rowsOf(graph, find);
      const isEmpty = rows.length === 0 && find !== '';
      const unnamed = unnamedIn(graph);
      const rest = unnamed === 0 ? '' : ` ${counted(unnamed, 'name')} had no room here: the filter finds them.`;
      const nothing = element('p', { class: 'note' }, `No name here has “${find}” in it.${rest}`);
      morph(section, isEmpty ? [nothing] : [table('The flow as a table', columns, rows)]);
    },
  };
}

function rowsOf({ nodes, edges }: Graph, find: string): (Node | string)[][] {
  const sought = new Set(nodes.filter((node) => isNamed(node, find)).map(({ id }) => id));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const joined = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const alone = nodes.filter(({ id }) => !joined.has(id) && sought.has(id));
  const found = edges.filter(({ source, target }) => sought.has(source) || sought.has(target));
  const lines = found.toSorted((a, b) => urgency[a.status] - urgency[b.status]);
  return [
    ...lines.map((edge) => edgeRow(edge, byId)),
    ...alone.map((node) => [link(node), '–', '–', ...numbers(node)]),
  ];
}

function edgeRow(edge: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): (Node | string)[] {
  const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
  const verb = edgeVerbs[edge.kind];
  // What a broker leads or a member has is told by their own details.
  const what = edge.kind === 'produces' || edge.kind === 'consumes' ? nodeLink(edge.id, verb) : verb;
  return [source === undefined ? '' : link(source), what, target === undefined ? '' : link(target), ...numbers(edge)];
}

function link({ id, title }: GraphNode): HTMLElement {
  return nodeLink(id, title);
}

function numbers({ recordsPerSecond, lag, lagSeconds, status }: GraphNode | GraphEdge): (Node | string)[] {
  return [
    recordsPerSecond === null ? '–' : formatRate(recordsPerSecond),
    lag === null ? '–' : formatLag(lag),
    lagSeconds === null ? '–' : formatSeconds(lagSeconds),
    status === 'unknown' ? '–' : element('span', { class: `judgement ${status}` }, healthText(status)),
  ];
}
