import type { GraphNode, NodeKind } from '@kafkascope/exporter/api';
import { laneWidth, placeOf, type Box } from './geometry.ts';
import { setAttributes, setText, svg } from './svg.ts';
import { truncate } from './truncate.ts';
import { laneHeading } from './words.ts';

export interface LaneHeadings {
  readonly element: SVGSVGElement;
  update(nodes: readonly GraphNode[]): void;
  /** Keeps the headings above their lanes. */
  follow(view: Box, scale: number): void;
}

interface Heading {
  readonly element: SVGGElement;
  readonly text: SVGTextElement;
  readonly box: SVGRectElement;
  readonly meaning: SVGTitleElement;
  full: string;
  x: number;
}

/** Pixels from lane to lane below which no heading can be read. */
const least = 90;

/** What the lanes hold, at the top of what is seen: 'Producers', 'Topics', 'Consumer groups'. */
export function createLaneHeadings(): LaneHeadings {
  const element = svg('svg', { class: 'kf-headings' });
  const headings = new Map<number, Heading>();
  let last: { readonly view: Box; readonly scale: number } | undefined;

  function follow(view: Box, scale: number): void {
    last = { view, scale };
    element.classList.toggle('kf-none', laneWidth * scale < least);
    for (const heading of headings.values()) {
      // Neighbours must not cover each other when the lanes come close.
      write(heading, truncate(heading.full, laneWidth * scale - 40, '600 12px system-ui, sans-serif'));
      const x = Math.round((heading.x - view.x) * scale);
      setAttributes(heading.element, { transform: `translate(${String(x)},26)` });
    }
  }

  return {
    element,
    follow,
    update(nodes) {
      const lanes = new Map<number, { kinds: Set<NodeKind>; x: number }>();
      for (const node of nodes) {
        const lane = lanes.get(node.lane);
        if (lane === undefined) lanes.set(node.lane, { kinds: new Set([node.kind]), x: placeOf(node).x });
        else lane.kinds.add(node.kind);
      }
      for (const [lane, heading] of headings) {
        if (lanes.has(lane)) continue;
        heading.element.remove();
        headings.delete(lane);
      }
      for (const [lane, { kinds, x }] of lanes) {
        const heading = headings.get(lane) ?? createHeading();
        const { text, meaning } = laneHeading(kinds);
        headings.set(lane, heading);
        heading.x = x;
        heading.full = text;
        setText(heading.meaning, `${text}\n${meaning}`);
        if (!heading.element.isConnected) element.append(heading.element);
      }
      if (last !== undefined) follow(last.view, last.scale);
    },
  };
}

function createHeading(): Heading {
  const text = svg('text', { 'text-anchor': 'middle', y: 4.5 });
  const box = svg('rect', { y: -13, height: 26, rx: 13 });
  const meaning = svg('title');
  return { element: svg('g', { class: 'kf-heading' }, meaning, box, text), text, box, meaning, full: '', x: 0 };
}

function write({ text, box }: Heading, words: string): void {
  setText(text, words);
  const width = words.length * 7.2 + 28;
  setAttributes(box, { x: -width / 2, width });
}
