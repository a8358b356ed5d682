import type { GraphEdge, GraphNode } from '@kafkascope/exporter/api';
import { formatRate } from './format.ts';
import { curveBetween, pathOf, pointAt, type Curve, type Point } from './geometry.ts';
import { setAttributes, setText, svg } from './svg.ts';
import { behindText, describeEdge, lostText, statusMarks, statusWords, waitingText } from './words.ts';

export interface EdgeLine {
  /** The line, below all cards. */
  readonly element: SVGGElement;
  update(edge: GraphEdge, source: GraphNode, target: GraphNode): void;
  moveTo(source: Point, target: Point): void;
  readonly label: EdgeLabel;
}

/** What is written on a line, above all lines. */
export interface EdgeLabel {
  readonly element: SVGGElement;
  /** Pixels; no height when nothing is to be read before the edge is pointed at. */
  size(): { readonly width: number; readonly height: number };
  /** Without a place it is seen only when its edge is pointed at. */
  putAt(place: Point | undefined): void;
  curve(): Curve;
  /** Whether it tells a warning or worse. */
  isIll(): boolean;
}

/**
 * A curve as thick as its rate, with the rate above its middle; below it the sign of a status that is not well, what
 * is unread, and what was lost.
 * @param arrow Id of the arrowhead's marker.
 */
export function createEdgeLine(first: GraphEdge, arrow: string): EdgeLine {
  const line = svg('path', { class: 'kf-line', 'marker-end': `url(#${arrow})` });
  const motion = svg('path', { class: 'kf-motion' });
  // Wide and invisible: a thin line is hard to point at.
  const target = svg('path', { class: 'kf-target' });
  const tooltip = svg('title');
  const element = svg('g', { class: 'kf-edge', 'data-id': first.id }, tooltip, target, line, motion);
  const rate = svg('text', { class: 'kf-edge-rate', 'text-anchor': 'middle' });
  const lag = svg('text', { class: 'kf-edge-lag', 'text-anchor': 'middle' });
  const more = svg('text', { class: 'kf-edge-lag', 'text-anchor': 'middle' });
  const written = svg('g', { class: 'kf-edge-label', 'data-id': first.id }, rate, lag, more);
  let isIll = false;
  let ends: readonly number[] = [];
  let curve: Curve = curveBetween({ x: 0, y: 0 }, { x: 0, y: 0 });

  const label: EdgeLabel = {
    element: written,
    curve: () => curve,
    isIll: () => isIll,
    size() {
      const letters = Math.max(...[rate, lag, more].map(({ textContent }) => textContent.length));
      // Between brokers and topics everything is connected with everything.
      const texts = first.kind === 'leads' ? [] : [rate, lag, more];
      const lines = texts.filter(({ textContent }) => textContent !== '').length;
      return { width: letters * 6.2 + 6, height: lines * 16 };
    },
    putAt(place) {
      written.classList.toggle('kf-crowded', place === undefined);
      const { x, y } = place ?? pointAt(curve, 0.5);
      setAttributes(written, { transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
    },
  };

  return {
    element,
    label,
    update(edge, from, to) {
      const { recordsPerSecond, kind } = edge;
      const kept = ['kf-near', 'kf-selected'].filter((name) => element.classList.contains(name));
      const looks = [
        'kf-edge',
        `kf-${kind}`,
        `kf-from-${from.kind}`,
        pace(recordsPerSecond),
        `kf-health-${edge.status}`,
      ];
      setAttributes(element, { class: [...looks, ...kept].join(' ') });
      const width = thickness(edge);
      setAttributes(line, { 'stroke-width': width });
      setText(tooltip, describeEdge(edge, from, to));
      const silent = recordsPerSecond === null || recordsPerSecond === 0 || kind === 'replicates';
      setText(rate, silent ? '' : formatRate(recordsPerSecond));
      isIll = edge.status === 'warning' || edge.status === 'critical';
      const [unread, rest] = trouble(edge, to);
      setText(lag, unread);
      setText(more, rest);
      setAttributes(written, { class: labelClass(written, edge) });
      setAttributes(rate, { y: -4 - width / 2 });
      setAttributes(lag, { y: 12 + width / 2 });
      setAttributes(more, { y: (unread === '' ? 12 : 25) + width / 2 });
    },
    moveTo(source, destination) {
      const next = [source.x, source.y, destination.x, destination.y];
      if (next.every((value, i) => value === ends[i])) return;
      ends = next;
      curve = curveBetween(source, destination, first.kind === 'replicates' ? 12 : 0);
      for (const part of [line, motion, target]) setAttributes(part, { d: pathOf(curve) });
    },
  };
}

/**
 * What is below the line, in two rows: records unread, and how long they wait and what was lost. Nothing that the card
 * at its end says already, unless the line itself is not well.
 */
function trouble(edge: GraphEdge, to: GraphNode): readonly [string, string] {
  const isIll = edge.status === 'warning' || edge.status === 'critical';
  const says = (differs: boolean, text: string): string => (isIll || differs ? text : '');
  const unread = says(edge.lag !== to.lag, behindText(edge.lag));
  const waiting = unread === '' ? '' : waitingText(edge.lagSeconds);
  const lost = says(edge.lost !== to.lost, lostText(edge.lost));
  const second = [waiting, lost].filter((text) => text !== '').join(' · ');
  if (!isIll) return [unread, second];
  return [`${statusMarks[edge.status]} ${unread === '' ? statusWords[edge.status] : unread}`, second];
}

function labelClass({ classList }: SVGGElement, { status }: GraphEdge): string {
  const kept = ['kf-crowded', 'kf-near'].filter((name) => classList.contains(name));
  return ['kf-edge-label', `kf-health-${status}`, ...kept].join(' ');
}

/** Pixels: one more for every factor of about three, from 1.5 when idle to 8 at 100,000 records per second. */
function thickness({ kind, recordsPerSecond }: GraphEdge): number {
  // A copy is the same records once more.
  if (kind === 'replicates') return 1.5;
  return Math.min(8, Math.round((1.5 + 1.3 * Math.log10(1 + (recordsPerSecond ?? 0))) * 10) / 10);
}

/** Classes, so that the browser moves the dashes and small changes of the rate do not restart them. */
function pace(recordsPerSecond: number | null): string {
  if (recordsPerSecond === null) return 'kf-rate-unknown';
  if (recordsPerSecond === 0) return 'kf-rate-idle';
  if (recordsPerSecond < 20) return 'kf-pace-slow';
  return recordsPerSecond < 1000 ? 'kf-pace-steady' : 'kf-pace-fast';
}
