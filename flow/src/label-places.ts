import { pointAt, type Curve, type Point } from './geometry.ts';

/** A text of `width` × `height` pixels that is written on a curve. */
export interface Label {
  readonly id: string;
  readonly curve: Curve;
  readonly width: number;
  readonly height: number;
}

/** Where along the curve it may stand, best first: the ends are crowded where many edges meet. */
const parts = [0.5, 0.36, 0.64, 0.26, 0.74];

/**
 * Places for labels such that none covers another; those without room have none. The first in the list choose
 * first.
 */
export function placeLabels(labels: readonly Label[]): Map<string, Point> {
  const places = new Map<string, Point>();
  const taken: { readonly at: Point; readonly label: Label }[] = [];
  for (const label of labels) {
    const at = parts
      .map((part) => pointAt(label.curve, part))
      .find((point) => !taken.some((other) => overlap(point, label, other.at, other.label)));
    if (at === undefined) continue;
    places.set(label.id, at);
    taken.push({ at, label });
  }
  return places;
}

function overlap(a: Point, sizeA: Label, b: Point, sizeB: Label): boolean {
  return Math.abs(a.x - b.x) * 2 < sizeA.width + sizeB.width && Math.abs(a.y - b.y) * 2 < sizeA.height + sizeB.height;
}
