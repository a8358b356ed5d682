import { describe, expect, it } from '@jest/globals';
import { boundsOf, card, curveBetween, grown, holds, overlap, pathOf, pointAt } from '../src/geometry.ts';

describe('the box around the cards', () => {
  it('reaches to their edges', () => {
    expect(
      boundsOf([
        { x: 0, y: 0 },
        { x: 300, y: -100 },
      ]),
    ).toEqual({
      x: -card.width / 2,
      y: -100 - card.height / 2,
      width: 300 + card.width,
      height: 100 + card.height,
    });
  });
  it('has a size when there is nothing', () => {
    expect(boundsOf([])).toMatchObject({ width: card.width, height: card.height });
  });
});

describe('a curve', () => {
  const forward = curveBetween({ x: 0, y: 0 }, { x: 400, y: 100 });
  it('leads from the right side of one card to the left side of the other', () => {
    expect(pointAt(forward, 0)).toEqual({ x: card.width / 2, y: 0 });
    expect(pointAt(forward, 1)).toEqual({ x: 400 - card.width / 2 - 5, y: 100 });
    expect(pointAt(forward, 0.5).y).toBe(50);
    expect(pathOf(forward)).toMatch(/^M[\d.]+,0C/);
  });
  it('swings out below the cards when it leads back', () => {
    expect(pointAt(curveBetween({ x: 400, y: 0 }, { x: 0, y: 0 }), 0.5).y).toBeGreaterThan(card.height / 2);
  });
});

describe('boxes', () => {
  const box = { x: 0, y: 0, width: 100, height: 50 };

  it('overlap where they touch, and not beyond', () => {
    expect(overlap(box, { x: 100, y: 0, width: 1, height: 1 })).toBe(true);
    expect(overlap(box, { x: 101, y: 0, width: 1, height: 1 })).toBe(false);
  });

  it('hold what is in them to its last edge, and what they were before they grew', () => {
    expect(holds(box, { x: 0, y: 40, width: 100, height: 10 })).toBe(true);
    expect(holds(box, { x: 0, y: 41, width: 100, height: 10 })).toBe(false);
    expect(grown(box, 0.5)).toEqual({ x: -50, y: -25, width: 200, height: 100 });
    expect(holds(grown(box, 0.5), box)).toBe(true);
  });
});
