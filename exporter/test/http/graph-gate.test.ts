import { expect, it } from '@jest/globals';
import type { Graph } from '../../src/api.ts';
import { json } from './ask.ts';
import { serve, smallShape, stateOf } from './serve.ts';

it('makes so many graphs at a time, and tells the others when to come back', async () => {
  const waiting: ((graph: Graph) => void)[] = [];
  const graph = () => new Promise<Graph>((resolve) => waiting.push(resolve));
  const served = await serve([await stateOf(smallShape)], { parts: { graph } });
  const asked = Array.from({ length: 32 }, () => served.ask('/api/graph'));
  while (waiting.length < 32) await new Promise((resolve) => setTimeout(resolve, 5));
  const refused = await served.ask('/api/graph');
  expect([refused.status, refused.headers['retry-after'], json(refused)]).toEqual([
    503,
    '1',
    { error: { code: 'too_many_graphs', message: 'too many graphs are being drawn, try again in a second' } },
  ]);
  const drawn: Graph = {
    cluster: '',
    time: '',
    ageSeconds: 0,
    nodes: [],
    edges: [],
    omitted: { nodes: 0, edges: 0 },
  };
  for (const resolve of waiting) resolve(drawn);
  for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
  const again = served.ask('/api/graph');
  while (waiting.length < 33) await new Promise((resolve) => setTimeout(resolve, 5));
  waiting[32]?.(drawn);
  expect((await again).status).toBe(200);
  await served.close();
});
