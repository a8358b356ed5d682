import type { Graph, GraphNode } from '@kafkascope/exporter/api';
import { createControls } from './controls.ts';
import { boundsOf, placeOf, type Point } from './geometry.ts';
import { createGlide } from './glide.ts';
import { createLaneHeadings } from './lane-headings.ts';
import { neighbour } from './neighbour.ts';
import { createMarch } from './march.ts';
import { isNamed } from './is-named.ts';
import { reachOf, type Reach } from './reach.ts';
import { createScene, dense } from './scene.ts';
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

/** Below this scale only titles can be read. */
const legible = 0.3;

let instances = 0;

/** Draws graphs as SVG into an element, which must have a size. */
export function createFlow(element: HTMLElement, { onSelect }: FlowOptions = {}): Flow {
  adoptStylesheet(element);
  element.classList.add('kf-flow');
  const arrow = `kf-arrow-${String(++instances)}`;
  const scene = createScene(arrow);
  const headings = createLaneHeadings();
  const root = svg('svg', { role: 'group' }, arrowhead(arrow), scene.element);
  const [frame, world] = [division('kf-frame'), division('kf-world')];
  world.append(root);
  frame.append(world, headings.element);
  element.append(frame);
  const march = createMarch(scene.element);
  const viewport = createViewport(frame, world, {
    onMove(view, scale) {
      headings.follow(view, scale);
      scene.look(view, scale);
    },
    onRest: (scale) => root.classList.toggle('kf-small', scale < legible),
  });
  const controls = createControls(element, { zoom: (factor) => viewport.zoomBy(factor), fit });

  let graph: Graph | undefined;
  let nodes = new Map<string, GraphNode>();
  let selected: string | undefined;
  let pointedAt: string | undefined;
  let sought = '';
  /** The one node that Tab leads to; arrow keys lead on from there. */
  let entry: string | undefined;

  const glide = createGlide((places) => scene.moveTo(places));

  function update(next: Graph): void {
    graph = next;
    nodes = new Map(next.nodes.map((node) => [node.id, node]));
    const isDense = next.edges.length > dense;
    root.classList.toggle('kf-lively', !isDense);
    scene.update(next);
    if (entry === undefined || !nodes.has(entry)) setEntry(next.nodes[0]?.id);
    headings.update(next.nodes);
    const places = new Map<string, Point>(next.nodes.map((node) => [node.id, placeOf(node)]));
    viewport.follow(boundsOf(places.values()));
    glide.to(places, !isDense);
    march.enable(
      next.edges.some(({ recordsPerSecond }) => recordsPerSecond !== null && recordsPerSecond > 0) && !isDense,
    );
    root.setAttribute('aria-label', `Graph of ${String(next.nodes.length)} nodes. Arrow keys lead from node to node.`);
    highlight();
  }

  function broughtOut(): Reach | undefined {
    if (pointedAt === undefined && sought !== '') return { nodes: new Set(matches()), edges: new Set() };
    const id = pointedAt ?? selected;
    if (id === undefined || graph === undefined) return undefined;
    const isThere = nodes.has(id) || graph.edges.some((edge) => edge.id === id);
    return isThere ? reachOf(id, graph.edges) : undefined;
  }

  function matches(): string[] {
    const all = [...nodes.values()].filter((node) => isNamed(node, sought));
    return all.sort((a, b) => a.lane - b.lane || a.order - b.order).map(({ id }) => id);
  }

  /** Brings out what is pointed at, else what is sought, else what is selected, and what belongs to it. */
  function highlight(): void {
    scene.highlight(broughtOut(), selected);
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
    entry = id;
    scene.setEntry(id);
  }

  function reveal(id: string): void {
    const node = nodes.get(id);
    if (node !== undefined) viewport.reveal(placeOf(node));
  }

  function focus(id: string): void {
    const node = nodes.has(id) ? id : graph?.edges.find((edge) => edge.id === id)?.target;
    if (node === undefined) return;
    setEntry(node);
    reveal(node);
    scene.entryCard()?.focus({ preventScroll: true });
  }

  function fit(): void {
    viewport.fit(boundsOf([...nodes.values()].map(placeOf)));
  }

  const idAt = (event: Event, of: string): string | undefined =>
    event.target instanceof Element ? event.target.closest<SVGElement>(of)?.dataset.id : undefined;
  const nodeAt = (event: Event): string | undefined => idAt(event, '.kf-node');
  const isHeading = (target: EventTarget | null): boolean =>
    target instanceof Element && target.closest('.kf-headings') !== null;
  const anyAt = (event: MouseEvent): string | undefined =>
    idAt(event, '.kf-node, .kf-edge') ??
    (isHeading(event.target) ? undefined : scene.nodeAt(viewport.placeUnder(event)));

  frame.addEventListener('click', (event) => {
    if (!frame.classList.contains('kf-dragging')) choose(anyAt(event), false);
  });
  const point = (event: PointerEvent): void => {
    // What passes under the pointer while the picture moves is not pointed at.
    if (viewport.isMoving()) return;
    const id = anyAt(event);
    if (id === pointedAt) return;
    pointedAt = id;
    highlight();
  };
  frame.addEventListener('pointerover', point);
  frame.addEventListener('pointermove', point);
  frame.addEventListener('pointerleave', () => {
    pointedAt = undefined;
    highlight();
  });
  root.addEventListener('focusin', (event) => {
    const id = nodeAt(event);
    if (id !== undefined && id !== entry) setEntry(id);
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
      scene.destroy();
      frame.remove();
      element.classList.remove('kf-flow');
    },
  };
}

function division(name: string): HTMLDivElement {
  const made = document.createElement('div');
  made.className = name;
  return made;
}

function arrowhead(id: string): SVGDefsElement {
  const shape = svg('path', { class: 'kf-arrow', d: 'M0,0.8 7,4 0,7.2z' });
  const size = { viewBox: '0 0 8 8', refX: 3, refY: 4, markerWidth: 9, markerHeight: 9, orient: 'auto' };
  return svg('defs', {}, svg('marker', { id, ...size, markerUnits: 'userSpaceOnUse' }, shape));
}
