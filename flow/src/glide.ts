import type { Point } from './geometry.ts';

export interface Glide {
  /**
   * Moves every id to its place; ids that are new appear there.
   * @param smoothly Whether on the way there it is seen; of many that would stutter.
   */
  to(places: ReadonlyMap<string, Point>, smoothly: boolean): void;
  stop(): void;
}

const durationMs = 450;

/**
 * Moves nodes from where they are to where they belong, all at once and smoothly; at once where motion is not wanted
 * or nobody watches.
 * @param onMove is told the places whenever they change.
 */
export function createGlide(onMove: (places: ReadonlyMap<string, Point>) => void): Glide {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  let now: ReadonlyMap<string, Point> = new Map();
  let frame: number | undefined;

  function stop(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  }

  return {
    stop,
    to(goal, smoothly) {
      stop();
      const start = now;
      const moves = [...goal].some(([id, { x, y }]) => {
        const from = start.get(id);
        return from !== undefined && (from.x !== x || from.y !== y);
      });
      const show = (places: ReadonlyMap<string, Point>): void => {
        now = places;
        onMove(places);
      };
      if (!smoothly || !moves || reduced.matches || document.hidden) {
        show(goal);
        return;
      }
      const startMs = performance.now();
      const step = (nowMs: number): void => {
        const part = Math.min(1, Math.max(0, (nowMs - startMs) / durationMs));
        const eased = 1 - (1 - part) ** 3;
        frame = part < 1 ? requestAnimationFrame(step) : undefined;
        show(part < 1 ? between(start, goal, eased) : goal);
      };
      show(between(start, goal, 0));
      frame = requestAnimationFrame(step);
    },
  };
}

function between(
  start: ReadonlyMap<string, Point>,
  goal: ReadonlyMap<string, Point>,
  part: number,
): Map<string, Point> {
  const places = new Map<string, Point>();
  for (const [id, to] of goal) {
    const from = start.get(id) ?? to;
    places.set(id, { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
  }
  return places;
}
