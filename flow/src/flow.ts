import type { Graph, GraphNode } from '@kafkascope/exporter/api';
import { createControls } from './controls.ts';
import { createEdgeLine, type EdgeLine } from './edge-line.ts';
import { boundsOf, boxOf, overlap, placeOf, type Box, type Point } from './geometry.ts';
import { createGlide } from './glide.ts';
import { createLaneHeadings } from './lane-headings.ts';
import { neighbour } from './neighbour.ts';
import { placeLabels, type Label } from './label-places.ts';
import { createMarch } from './march.ts';
import { createNodeCard, type NodeCard } from './node-card.ts';
import { isNamed } from './is-named.ts';
import { reachOf, type Reach } from './reach.ts';
import { adoptStylesheet } from './stylesheet.ts';
import { svg } from './svg.ts';
import { createViewport } from './viewport.ts';

export interface FlowOptions {
  /** A reader chose a node or an edge by its id, or nothing by pointing at the empty canvas. */
  readonly onSelect?: (id: string | undefined, byKeyboard: boolean) => void;
}

export interface Flow {
  /** Draws a graph; what was drawn before stays where the graph has it. */
  update(graph: Graph): void;
  /** Marks a node or an edge and all that flows into and out of it; undefined marks nothing. Does not call onSelect. */
  select(id: string | undefined): void;
  /** Lets the nodes with this in their names stand out, and tells their ids in the order of the picture. */
  find(text: string): readonly string[];
  /** Brings a node into view. */
  reveal(id: string): void;
  /** Brings a node into view and the keyboard to it; of an edge, the node at its end. */
  focus(id: string): void;
  /** Shows the whole graph again, after the reader moved the view. */
  fit(): void;
  destroy(): void;
}

/**
 * Above this many edges labels are written only on those that are pointed at or not well, nothing moves, and what is
 * out of sight is not drawn.
 */
const dense = 60;

/** Below this scale only titles can be read. */
const legible = 0.3;

let instances = 0;

/** Draws graphs as SVG into an element, which must have a size. */
export function createFlow(element: HTMLElement, { onSelect }: FlowOptions = {}): Flow {
  adoptStylesheet(element);
  element.classList.add('kf-flow');
  const arrow = `kf-arrow-${String(++instances)}`;
  const [edgeLayer, nodeLayer, labelLayer] = [svg('g'), svg('g'), svg('g')];
  const headings = createLaneHeadings();
  const root = svg('svg', { role: 'group' }, arrowhead(arrow), edgeLayer, labelLayer, nodeLayer, headings.element);
  element.append(root);
  const march = createMarch(edgeLayer);
  let seen: Box | undefined;
  let placed: ReadonlyMap<string, Point> = new Map();
  const viewport = createViewport(root, (view, scale) => {
    seen = view;
    root.classList.toggle('kf-far', scale < legible);
    headings.follow(view, scale);
    cull();
  });
  const controls = createControls(element, { zoom: (factor) => viewport.zoomBy(factor), fit });

  const cards = new Map<string, NodeCard>();
  const lines = new Map<string, EdgeLine>();
  let graph: Graph | undefined;
  let nodes = new Map<string, GraphNode>();
  let selected: string | undefined;
  let pointedAt: string | undefined;
  let sought = '';
  /** What the cards and lines show already. */
  let isHighlighted = false;
  let marked: string | undefined;
  /** The one node that Tab leads to; arrow keys lead on from there. */
  let entry: string | undefined;

  const glide = createGlide((places) => {
    placed = places;
    for (const [id, place] of places) cards.get(id)?.moveTo(place);
    for (const edge of graph?.edges ?? []) {
      const [source, target] = [places.get(edge.source), places.get(edge.target)];
      if (source !== undefined && target !== undefined) lines.get(edge.id)?.moveTo(source, target);
    }
    putLabels();
    cull();
  });

  /** Lets the browser skip what is out of sight; what the keyboard comes to next can always be reached. */
  function cull(): void {
    const view = lines.size <= dense ? undefined : seen;
    for (const [id, { element: card }] of cards) {
      const place = placed.get(id);
      const isSeen = view === undefined || id === entry || place === undefined || overlap(view, boundsOf([place]));
      card.classList.toggle('kf-outside', !isSeen);
    }
    for (const line of lines.values()) {
      const isSeen = view === undefined || overlap(view, boxOf(line.label.curve()));
      for (const part of [line.element, line.label.element]) part.classList.toggle('kf-outside', !isSeen);
    }
  }

  function update(next: Graph): void {
    graph = next;
    nodes = new Map(next.nodes.map((node) => [node.id, node]));
    drawNodes(next);
    drawEdges(next);
    headings.update(next.nodes);
    const places = new Map<string, Point>(next.nodes.map((node) => [node.id, placeOf(node)]));
    glide.to(places);
    viewport.follow(boundsOf(places.values()));
    root.classList.toggle('kf-lively', next.edges.length <= dense);
    march.enable(
      next.edges.some(({ recordsPerSecond }) => recordsPerSecond !== null && recordsPerSecond > 0) &&
        next.edges.length <= dense,
    );
    root.setAttribute('aria-label', `Graph of ${String(next.nodes.length)} nodes. Arrow keys lead from node to node.`);
    if (entry === undefined || !nodes.has(entry)) setEntry(next.nodes[0]?.id);
    highlight();
  }

  function drawNodes({ nodes: present, edges }: Graph): void {
    const isLarge = edges.length > dense;
    for (const [id, { element: card }] of cards) {
      if (nodes.has(id)) continue;
      card.remove();
      cards.delete(id);
    }
    for (const node of present) {
      let card = cards.get(node.id);
      if (card === undefined) {
        card = createNodeCard(node);
        // Until it is known to be in sight.
        card.element.classList.toggle('kf-outside', isLarge);
        cards.set(node.id, card);
        nodeLayer.append(card.element);
      }
      card.update(node);
    }
  }

  function drawEdges({ edges }: Graph): void {
    const present = new Set(edges.map(({ id }) => id));
    for (const [id, line] of lines) {
      if (present.has(id)) continue;
      line.element.remove();
      line.label.element.remove();
      lines.delete(id);
    }
    for (const edge of edges) {
      const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
      if (source === undefined || target === undefined) continue;
      let line = lines.get(edge.id);
      if (line === undefined) {
        line = createEdgeLine(edge, arrow);
        for (const part of [line.element, line.label.element])
          part.classList.toggle('kf-outside', edges.length > dense);
        lines.set(edge.id, line);
        edgeLayer.append(line.element);
        labelLayer.append(line.label.element);
      }
      line.update(edge, source, target);
    }
  }

  /** What is not well chooses first, then the levellest: they have their middle to themselves. */
  function putLabels(): void {
    const written = [...lines].map(([id, { label }]) => ({
      id,
      curve: label.curve(),
      ...label.size(),
      isIll: label.isIll(),
    }));
    const steepness = ({ curve: [from, , , to] }: Label): number => Math.abs(from.y - to.y);
    const ordered = written
      .filter(({ height, isIll }) => height > 0 && (isIll || lines.size <= dense))
      .sort((a, b) => Number(b.isIll) - Number(a.isIll) || steepness(a) - steepness(b));
    const places = placeLabels(ordered);
    for (const [id, { label }] of lines) label.putAt(places.get(id));
  }

  function broughtOut(): Reach | undefined {
    if (pointedAt === undefined && sought !== '') return { nodes: new Set(matches()), edges: new Set() };
    const id = pointedAt ?? selected;
    const isDrawn = id !== undefined && (nodes.has(id) || lines.has(id));
    return isDrawn ? reachOf(id, graph?.edges ?? []) : undefined;
  }

  function matches(): string[] {
    const all = [...nodes.values()].filter((node) => isNamed(node, sought));
    return all.sort((a, b) => a.lane - b.lane || a.order - b.order).map(({ id }) => id);
  }

  /** Brings out what is pointed at, else what is sought, else what is selected, and what belongs to it. */
  function highlight(): void {
    const reach = broughtOut();
    if (reach === undefined && !isHighlighted && selected === marked) return;
    [isHighlighted, marked] = [reach !== undefined, selected];
    root.classList.toggle('kf-focus', reach !== undefined);
    for (const [node, { element: card }] of cards) {
      card.classList.toggle('kf-near', reach?.nodes.has(node) === true);
      card.classList.toggle('kf-selected', node === selected);
      card.setAttribute('aria-pressed', String(node === selected));
    }
    for (const [edge, line] of lines) {
      for (const part of [line.element, line.label.element])
        part.classList.toggle('kf-near', reach?.edges.has(edge) === true);
      line.element.classList.toggle('kf-selected', edge === selected);
    }
  }

  function select(id: string | undefined): void {
    selected = id;
    highlight();
  }

  function choose(id: string | undefined, byKeyboard: boolean): void {
    select(id);
    onSelect?.(id, byKeyboard);
  }

  function setEntry(id: string | undefined): void {
    if (entry !== undefined) cards.get(entry)?.element.setAttribute('tabindex', '-1');
    entry = id;
    if (id !== undefined) cards.get(id)?.element.setAttribute('tabindex', '0');
  }

  function reveal(id: string): void {
    const node = nodes.get(id);
    if (node !== undefined) viewport.reveal(placeOf(node));
  }

  function focus(id: string): void {
    const node = nodes.has(id) ? id : graph?.edges.find((edge) => edge.id === id)?.target;
    if (node === undefined) return;
    reveal(node);
    cards.get(node)?.element.focus();
  }

  function fit(): void {
    viewport.fit(boundsOf([...nodes.values()].map(placeOf)));
  }

  const idAt = (event: Event, of: string): string | undefined =>
    event.target instanceof Element ? event.target.closest<SVGElement>(of)?.dataset.id : undefined;
  const nodeAt = (event: Event): string | undefined => idAt(event, '.kf-node');
  const anyAt = (event: Event): string | undefined => idAt(event, '.kf-node, .kf-edge');

  root.addEventListener('click', (event) => {
    if (!root.classList.contains('kf-dragging')) choose(anyAt(event), false);
  });
  root.addEventListener('pointerover', (event) => {
    const id = anyAt(event);
    if (id === pointedAt) return;
    pointedAt = id;
    highlight();
  });
  root.addEventListener('pointerleave', () => {
    pointedAt = undefined;
    highlight();
  });
  root.addEventListener('focusin', (event) => {
    const id = nodeAt(event);
    if (id !== undefined) setEntry(id);
  });
  root.addEventListener('keydown', (event) => {
    const node = nodes.get(nodeAt(event) ?? '');
    if (node === undefined) return;
    const next = neighbour(node, [...nodes.values()], event.key);
    if (event.key === 'Enter' || event.key === ' ') choose(node.id, true);
    else if (next !== undefined) focus(next.id);
    else return;
    event.preventDefault();
  });

  return {
    update,
    select,
    find(text) {
      sought = text;
      highlight();
      return text === '' ? [] : matches();
    },
    reveal,
    focus,
    fit,
    destroy() {
      glide.stop();
      march.stop();
      viewport.destroy();
      controls.remove();
      root.remove();
      element.classList.remove('kf-flow');
    },
  };
}

function arrowhead(id: string): SVGDefsElement {
  const shape = svg('path', { class: 'kf-arrow', d: 'M0,0.8 7,4 0,7.2z' });
  const size = { viewBox: '0 0 8 8', refX: 3, refY: 4, markerWidth: 9, markerHeight: 9, orient: 'auto' };
  return svg('defs', {}, svg('marker', { id, ...size, markerUnits: 'userSpaceOnUse' }, shape));
}
