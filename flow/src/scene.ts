import type { Graph, GraphNode } from '@kafkascope/exporter/api';
import { createBackdrop } from './backdrop.ts';
import { createEdgeLine, type EdgeLine } from './edge-line.ts';
import { boundsOf, grown, holds, overlap, type Box, type Point } from './geometry.ts';
import { placeLabels, type Label } from './label-places.ts';
import { createNodeCard, type NodeCard } from './node-card.ts';
import type { Reach } from './reach.ts';
import { svg } from './svg.ts';

export interface Scene {
  readonly element: SVGGElement;
  update(graph: Graph): void;
  moveTo(places: ReadonlyMap<string, Point>): void;
  /** What is seen now; what is new in it is drawn in the next few frames. */
  look(view: Box, scale: number): void;
  /** Brings out a part of the graph, and dims the rest; undefined brings nothing out. */
  highlight(reach: Reach | undefined, selected: string | undefined): void;
  /** The node that the keyboard comes to next: its card is there, wherever it is. */
  setEntry(id: string | undefined): void;
  /** The node at a place that has no card of its own there. */
  nodeAt(place: Point): string | undefined;
  /** The card of the entry. */
  entryCard(): SVGGElement | undefined;
  destroy(): void;
}

/** Above this many lines only those that are not well are labelled, nothing moves, and what is out of sight is not drawn. */
export const dense = 60;
/** Below this scale nothing of a card can be read. */
const readableScale = 0.2;
/** Milliseconds of each frame in which cards and lines are made. */
const sliceMs = 24;

/** The cards and lines of a graph, of a large one only those in and around what is seen, over a backdrop of the whole. */
export function createScene(arrow: string): Scene {
  const [backdrop, usual, standing] = [createBackdrop(), createLayers(), createLayers()];
  // One group is dimmed and not each of its parts, which would cost far more.
  const dimmed = svg('g', { class: 'kf-usual' }, backdrop.element, ...usual.all);
  const element = svg('g', {}, dimmed, backdrop.standing, ...standing.all);
  const cards = new Map<string, NodeCard>();
  const lines = new Map<string, EdgeLine>();
  let graph: Graph | undefined;
  let nodes = new Map<string, GraphNode>();
  let places: ReadonlyMap<string, Point> = new Map();
  let isDense = false;
  let seen: { readonly view: Box; readonly scale: number } | undefined;
  /** What is drawn one by one; of a graph that is not dense, all. */
  let region: Box | undefined;
  let entry: string | undefined;
  let reach: Reach | undefined;
  let selected: string | undefined;
  let waiting: (() => void)[] = [];
  let frame: number | undefined;

  /** Decides what is drawn one by one, drops the rest, and begins to make what is missing. */
  function plan(): void {
    if (graph === undefined) return;
    const isFar = isDense && seen !== undefined && seen.scale < readableScale;
    element.classList.toggle('kf-far', isFar);
    region = seen === undefined ? undefined : grown(seen.view, isFar ? 1e3 : 0.6);
    const isNear = (id: string): boolean => {
      if (!isDense) return true;
      const place = places.get(id);
      return !isFar && region !== undefined && place !== undefined && overlap(region, boundsOf([place]));
    };
    const near = new Set(graph.nodes.filter(({ id }) => id === entry || isNear(id)).map(({ id }) => id));
    const isJoined = (source: string, target: string): boolean => !isFar && (near.has(source) || near.has(target));
    const joined = new Set(graph.edges.filter(({ source, target }) => isJoined(source, target)).map(({ id }) => id));
    drop(cards, near);
    drop(lines, joined);
    const middle = seen === undefined ? 0 : seen.view.y + seen.view.height / 2;
    const distance = ({ id }: GraphNode): number => Math.abs((places.get(id)?.y ?? 0) - middle);
    const missing = graph.nodes.filter(({ id }) => near.has(id) && !cards.has(id));
    waiting = [
      ...(isDense ? missing.toSorted((a, b) => distance(a) - distance(b)) : missing).map((node) => () => addCard(node)),
      ...graph.edges.filter(({ id }) => joined.has(id) && !lines.has(id)).map((edge) => () => addLine(edge)),
    ];
    work();
  }

  function work(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    const untilMs = performance.now() + sliceMs;
    let done = 0;
    for (const make of waiting) {
      if (isDense && performance.now() > untilMs) break;
      make();
      done++;
    }
    waiting = waiting.slice(done);
    if (waiting.length > 0) frame = requestAnimationFrame(work);
    else putLabels();
  }

  function addCard(node: GraphNode): void {
    if (cards.has(node.id)) return;
    const made = createNodeCard(node);
    cards.set(node.id, made);
    made.update(node);
    const place = places.get(node.id);
    if (place !== undefined) made.moveTo(place);
    markCard(node.id, made);
  }

  function addLine(edge: Graph['edges'][number]): void {
    const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (source === undefined || target === undefined) return;
    const made = createEdgeLine(edge, arrow);
    lines.set(edge.id, made);
    made.update(edge, source, target);
    moveLine(made, edge);
    made.label.putAt(undefined);
    markLine(edge.id, made);
  }

  function moveLine(line: EdgeLine, { source, target }: Graph['edges'][number]): void {
    const [from, to] = [places.get(source), places.get(target)];
    if (from !== undefined && to !== undefined) line.moveTo(from, to);
  }

  function markCard(id: string, { element: card }: NodeCard): void {
    const isNear = reach?.nodes.has(id) === true;
    card.classList.toggle('kf-near', isNear);
    put(card, (isNear ? standing : usual).nodes);
    card.classList.toggle('kf-selected', id === selected);
    card.setAttribute('aria-pressed', String(id === selected));
    card.setAttribute('tabindex', id === entry ? '0' : '-1');
  }

  function markLine(id: string, line: EdgeLine): void {
    const isNear = reach?.edges.has(id) === true;
    for (const part of [line.element, line.label.element]) part.classList.toggle('kf-near', isNear);
    put(line.element, (isNear ? standing : usual).edges);
    put(line.label.element, (isNear ? standing : usual).labels);
    line.element.classList.toggle('kf-selected', id === selected);
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
      .filter(({ height, isIll }) => height > 0 && (isIll || !isDense))
      .sort((a, b) => Number(b.isIll) - Number(a.isIll) || steepness(a) - steepness(b));
    const found = placeLabels(ordered);
    for (const [id, { label }] of lines) label.putAt(found.get(id));
  }

  return {
    element,
    update(next) {
      graph = next;
      nodes = new Map(next.nodes.map((node) => [node.id, node]));
      isDense = next.edges.length > dense;
      drop(cards, nodes);
      drop(lines, new Set(next.edges.map(({ id }) => id)));
      for (const [id, drawn] of cards) {
        const node = nodes.get(id);
        if (node !== undefined) drawn.update(node);
      }
      for (const edge of next.edges) {
        const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
        if (source !== undefined && target !== undefined) lines.get(edge.id)?.update(edge, source, target);
      }
    },
    moveTo(next) {
      places = next;
      for (const [id, drawn] of cards) {
        const place = places.get(id);
        if (place !== undefined) drawn.moveTo(place);
      }
      for (const edge of graph?.edges ?? []) {
        const line = lines.get(edge.id);
        if (line !== undefined) moveLine(line, edge);
      }
      if (isDense && graph !== undefined) backdrop.update(graph, places);
      else backdrop.clear();
      plan();
    },
    look(view, scale) {
      const wasFar = seen !== undefined && seen.scale < readableScale;
      const isAsBefore = wasFar === scale < readableScale && region !== undefined && holds(region, view);
      seen = { view, scale };
      if (isDense && !isAsBefore) plan();
    },
    highlight(next, chosen) {
      if (reach === undefined && next === undefined && chosen === selected) return;
      [reach, selected] = [next, chosen];
      element.classList.toggle('kf-focus', reach !== undefined);
      if (isDense) backdrop.bringOut(reach);
      for (const [id, drawn] of cards) markCard(id, drawn);
      for (const [id, line] of lines) markLine(id, line);
    },
    setEntry(id) {
      const left = cards.get(entry ?? '');
      left?.element.setAttribute('tabindex', '-1');
      entry = id;
      const node = nodes.get(id ?? '');
      if (node === undefined) return;
      addCard(node);
      cards.get(node.id)?.element.setAttribute('tabindex', '0');
    },
    nodeAt(place) {
      if (!isDense) return undefined;
      const found = graph?.nodes.find(({ id }) => {
        const at = places.get(id);
        return at !== undefined && holds(boundsOf([at]), { ...place, width: 0, height: 0 });
      });
      return found?.id;
    },
    entryCard: () => cards.get(entry ?? '')?.element,
    destroy() {
      if (frame !== undefined) cancelAnimationFrame(frame);
      element.remove();
    },
  };
}

interface Layers {
  readonly edges: SVGGElement;
  readonly labels: SVGGElement;
  readonly nodes: SVGGElement;
  readonly all: readonly SVGGElement[];
}

function createLayers(): Layers {
  const [edges, labels, nodes] = [svg('g'), svg('g', { class: 'kf-labels' }), svg('g')];
  return { edges, labels, nodes, all: [edges, labels, nodes] };
}

/** Moves an element into a layer; the keyboard stays where it is. */
function put(element: SVGElement, layer: SVGGElement): void {
  if (element.parentNode === layer) return;
  const hasFocus = element.matches(':focus');
  layer.append(element);
  if (hasFocus) element.focus({ preventScroll: true });
}

function drop(drawn: Map<string, NodeCard | EdgeLine>, kept: { has(id: string): boolean }): void {
  for (const [id, each] of drawn) {
    if (kept.has(id)) continue;
    each.element.remove();
    if ('label' in each) each.label.element.remove();
    drawn.delete(id);
  }
}
