import type { GraphNode } from '@kafkascope/exporter/api';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const card = { width: 232, height: 72 };

/** Lanes are drawn further apart than they are laid out, to leave room for what is written on the edges. */
const stretch = 1.25;

/** Pixels from one lane to the next. */
export const laneWidth = 300 * stretch;

/** The middle of a node's card. */
export function placeOf({ x, y }: Pick<GraphNode, 'x' | 'y'>): Point {
  return { x: x * stretch, y };
}

/** The box around the cards at these places; a card's room around the origin when there are none. */
export function boundsOf(places: Iterable<Point>): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of places) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (left > right) [left, right, top, bottom] = [0, 0, 0, 0];
  return {
    x: left - card.width / 2,
    y: top - card.height / 2,
    width: right - left + card.width,
    height: bottom - top + card.height,
  };
}

/** A cubic Bézier curve: its ends and what pulls it. */
export type Curve = readonly [from: Point, pull: Point, pullBack: Point, to: Point];

/**
 * From the right side of one card to the left side of the other; what leads back swings out below the cards.
 * @param shift Pixels further down, so that two edges between the same cards do not cover each other.
 */
export function curveBetween(source: Point, target: Point, shift = 0): Curve {
  const from = { x: source.x + card.width / 2, y: source.y + shift };
  // The arrowhead takes the last pixels.
  const to = { x: target.x - card.width / 2 - 5, y: target.y + shift };
  const forward = to.x > from.x;
  const reach = forward ? Math.max(40, (to.x - from.x) * 0.5) : 120;
  const sag = forward ? 0 : card.height * 1.6 + Math.abs(to.y - from.y) * 0.3;
  return [from, { x: from.x + reach, y: from.y + sag }, { x: to.x - reach, y: to.y + sag }, to];
}

export function pathOf([from, pull, pullBack, to]: Curve): string {
  return `M${pair(from)}C${pair(pull)} ${pair(pullBack)} ${pair(to)}`;
}

/** @param part 0 at the beginning of the curve, 1 at its end. */
export function pointAt([from, pull, pullBack, to]: Curve, part: number): Point {
  const rest = 1 - part;
  const weights = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3] as const;
  const along = (a: number, b: number, c: number, d: number): number =>
    a * weights[0] + b * weights[1] + c * weights[2] + d * weights[3];
  return { x: along(from.x, pull.x, pullBack.x, to.x), y: along(from.y, pull.y, pullBack.y, to.y) };
}

export function overlap(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** Whether all of `inner` is in `outer`. */
export function holds(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** A box with a part of its own size more on each side. */
export function grown({ x, y, width, height }: Box, part: number): Box {
  const [aside, above] = [width * part, height * part];
  return { x: x - aside, y: y - above, width: width + 2 * aside, height: height + 2 * above };
}

function pair({ x, y }: Point): string {
  return `${String(Math.round(x * 10) / 10)},${String(Math.round(y * 10) / 10)}`;
}
