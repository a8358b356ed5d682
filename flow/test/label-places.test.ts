import { expect, it } from '@jest/globals';
import { curveBetween, type Point } from '../src/geometry.ts';
import { placeLabels } from '../src/label-places.ts';

const label = (id: string, from: Point, to: Point) => ({ id, curve: curveBetween(from, to), width: 60, height: 16 });
const left = (y: number): Point => ({ x: 0, y });
const right = (y: number): Point => ({ x: 400, y });

it('puts a label in the middle of its curve', () => {
  expect(placeLabels([label('a', left(0), right(0))]).get('a')?.y).toBe(0);
});

it('moves labels apart along their curves where these cross', () => {
  const places = placeLabels([label('down', left(0), right(200)), label('up', left(200), right(0))]);
  const [down, up] = [places.get('down'), places.get('up')];
  expect(down?.y).toBe(100);
  expect(Math.abs((up?.y ?? 100) - 100)).toBeGreaterThanOrEqual(16);
});

it('leaves out those without room', () => {
  const same = Array.from({ length: 9 }, (_, i) => label(String(i), left(0), right(0)));
  const places = placeLabels(same);
  expect(places.has('0')).toBe(true);
  expect(places.size).toBeLessThan(9);
});
