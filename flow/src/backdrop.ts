import type { Graph, GraphEdge, GraphNode } from '@kafkascope/exporter/api';
import { boundsOf, card, curveBetween, pathOf, type Point } from './geometry.ts';
import type { Reach } from './reach.ts';
import { svg } from './svg.ts';

export interface Backdrop {
  readonly element: SVGGElement;
  /** What is to stand out. */
  readonly standing: SVGGElement;
  update(graph: Graph, places: ReadonlyMap<string, Point>): void;
  /** Draws once more, strongly, what is to stand out; undefined is nothing. */
  bringOut(reach: Reach | undefined): void;
  clear(): void;
}

/** So many shapes in one path: few elements, and what is far from it still need not look at it. */
const chunk = 100;

/**
 * A large graph as a whole in few elements, without text: below the cards and lines that are drawn one by one because
 * they can be read, and in place of the others.
 */
export function createBackdrop(): Backdrop {
  const look = { class: 'kf-backdrop', 'aria-hidden': 'true' };
  const [whole, standing] = [svg('g', look), svg('g', look)];
  let drawn: { readonly graph: Graph; readonly places: ReadonlyMap<string, Point> } | undefined;
  let signature = '';

  function clear(): void {
    [drawn, signature] = [undefined, ''];
    whole.replaceChildren();
    standing.replaceChildren();
  }

  return {
    element: whole,
    standing,
    clear,
    update(graph, places) {
      drawn = { graph, places };
      const next = paths(graph, places);
      const joined = next.map(({ look, d }) => `${look} ${d}`).join('\n');
      // Most refreshes change numbers only.
      if (joined === signature) return;
      signature = joined;
      whole.replaceChildren(...next.map(({ look, d }) => svg('path', { class: look, d })));
    },
    bringOut(reach) {
      if (reach === undefined || drawn === undefined) {
        standing.replaceChildren();
        return;
      }
      const { graph, places } = drawn;
      const part = {
        nodes: graph.nodes.filter(({ id }) => reach.nodes.has(id)),
        edges: graph.edges.filter(({ id }) => reach.edges.has(id)),
      };
      const kindOf = new Map(graph.nodes.map(({ id, kind }) => [id, kind]));
      standing.replaceChildren(...paths(part, places, kindOf).map(({ look, d }) => svg('path', { class: look, d })));
    },
  };
}

interface Path {
  /** The class. */
  readonly look: string;
  readonly d: string;
}

/** Lines first: cards lie on them. */
function paths(
  { nodes, edges }: Pick<Graph, 'nodes' | 'edges'>,
  places: ReadonlyMap<string, Point>,
  kindOf: ReadonlyMap<string, GraphNode['kind']> = new Map(nodes.map(({ id, kind }) => [id, kind])),
): Path[] {
  const lines = edges.flatMap((edge) => {
    const [source, target] = [places.get(edge.source), places.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    const look = `kf-passing kf-from-${kindOf.get(edge.source) ?? 'more'} kf-health-${edge.status}${idleness(edge)}`;
    return { look, at: source.y + target.y, d: pathOf(curveBetween(source, target)) };
  });
  const cards = nodes.flatMap((node) => {
    const place = places.get(node.id);
    if (place === undefined) return [];
    return { look: `kf-block kf-${node.kind} kf-health-${node.status}`, at: place.x * 1e6 + place.y, d: block(place) };
  });
  return [...bundled(lines), ...bundled(cards)];
}

function idleness({ recordsPerSecond }: GraphEdge): string {
  return recordsPerSecond === 0 ? ' kf-rate-idle' : '';
}

/** So much smaller than its card that nothing of it looks out from under it. */
const inset = 8;

function block(place: Point): string {
  const { x, y } = boundsOf([place]);
  const [left, top] = [Math.round(x) + inset, Math.round(y) + inset];
  const [width, height] = [card.width - 2 * inset, card.height - 2 * inset];
  return `M${String(left)},${String(top)}h${String(width)}v${String(height)}h${String(-width)}z`;
}

/** Those that look alike and are near each other in one path. */
function bundled(shapes: readonly (Path & { readonly at: number })[]): Path[] {
  const paths: Path[] = [];
  for (const [look, alike] of Map.groupBy(shapes, (shape) => shape.look)) {
    const ordered = alike.toSorted((a, b) => a.at - b.at);
    for (let i = 0; i < ordered.length; i += chunk) {
      const d = ordered.slice(i, i + chunk).map((shape) => shape.d);
      paths.push({ look, d: d.join('') });
    }
  }
  return paths;
}
