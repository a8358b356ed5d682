// `node bench/src/frames.ts`: how smooth the picture is in a real Chromium. Printed, and nothing is asserted.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import type { Graph, GraphEdge, GraphNode } from '@kafkascope/exporter/api';
import { build, stop } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { table } from './table.ts';

const root = path.resolve(import.meta.dirname, '../..');
const sizes = [
  { nodes: 100, edges: 200 },
  { nodes: 500, edges: 1000 },
  { nodes: 5000, edges: 10_000 },
];
/** Milliseconds that each motion of the reader lasts. */
const motionMs = 3000;

/** Three lanes: producers, topics, groups; `step` makes numbers differ from one refresh to the next. */
function syntheticGraph({ nodes, edges }: (typeof sizes)[number], step: number): Graph {
  const lanes = ['producer', 'topic', 'group'] as const;
  const perLane = Math.ceil(nodes / lanes.length);
  const numbers = (i: number) => ({ lag: i * 7 + step, lagSeconds: i % 90, lost: null });
  const drawn = Array.from({ length: nodes }, (_, i): GraphNode => {
    const lane = Math.floor(i / perLane);
    const order = i % perLane;
    const kind = lanes[lane] ?? 'group';
    const status = i % 50 === 0 ? 'critical' : i % 20 === 0 ? 'warning' : 'ok';
    const [id, title, subtitle] = [`${kind}:${String(i)}`, `${kind}-number-${String(i)}`, '3 partitions · RF 3'];
    const place = { lane, order, x: (lane - 1) * 300, y: (order - perLane / 2) * 100 };
    return { id, kind, title, subtitle, status, reason: 'Known.', recordsPerSecond: i + step, ...numbers(i), ...place };
  });
  const idAt = (lane: number, i: number): string => drawn[lane * perLane + (i % (perLane - 2))]?.id ?? '';
  const joined = Array.from({ length: edges }, (_, i): GraphEdge => {
    const [kind, lane] = i % 2 === 0 ? (['produces', 0] as const) : (['consumes', 1] as const);
    const [source, target] = [idAt(lane, i), idAt(lane + 1, i * 3 + Math.floor(i / perLane))];
    const looks = { status: 'ok' as const, reason: '', evidence: [], recordsPerSecond: i % 500, ...numbers(i) };
    return { id: `${String(i)}:${source}>${target}`, kind, source, target, ...looks };
  });
  return {
    cluster: '',
    time: new Date(0).toISOString(),
    ageSeconds: 0,
    nodes: drawn,
    edges: joined,
    omitted: { nodes: 0, edges: 0 },
  };
}

async function bundleFlow(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createFlow } from '@kafkascope/flow';
        globalThis.flow = createFlow(document.getElementById('graph'));`,
      resolveDir: path.join(root, 'exporter'),
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  await stop();
  return outputFiles[0]?.text ?? '';
}

interface Frames {
  readonly perSecond: number;
  readonly slowestMs: number;
}

/** Frames while something happens in the page, from one to the next. */
async function framesDuring(page: Page, action: () => Promise<void>): Promise<Frames> {
  // Programs of the page are texts here: this program knows no DOM.
  await page.evaluate(`
    (() => {
      const own = (globalThis.times = []);
      requestAnimationFrame(function step(now) {
        own.push(now);
        if (globalThis.times === own) requestAnimationFrame(step);
      });
    })();`);
  await action();
  const times = await page.evaluate<number[]>('times');
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const spanMs = gaps.reduce((sum, gap) => sum + gap, 0);
  return { perSecond: (gaps.length * 1000) / spanMs, slowestMs: Math.max(...gaps) };
}

/** Milliseconds until an update is drawn. */
function updateMs(page: Page, graph: Graph): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const startMs = performance.now();
    flow.update(${JSON.stringify(graph)});
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - startMs;
  })()`);
}

async function measure(page: Page, size: (typeof sizes)[number]): Promise<string[]> {
  const first = await updateMs(page, syntheticGraph(size, 0));
  const again = await updateMs(page, syntheticGraph(size, 1));
  const untilDone = async (act: (i: number) => Promise<void>): Promise<void> => {
    const endMs = performance.now() + motionMs;
    for (let i = 0; performance.now() < endMs; i++) await act(i);
  };
  const idle = await framesDuring(page, () => page.waitForTimeout(motionMs));
  await page.mouse.move(640, 400);
  const zoom = await framesDuring(page, () => untilDone((i) => page.mouse.wheel(0, i % 20 < 10 ? 40 : -40)));
  await page.mouse.down();
  const pan = await framesDuring(page, () => untilDone((i) => page.mouse.move(640 + (i % 60) * 4, 400 + (i % 40) * 3)));
  await page.mouse.up();
  const hover = await framesDuring(page, () => untilDone((i) => page.mouse.move((i * 37) % 1280, (i * 53) % 800)));
  const told = ({ perSecond, slowestMs }: Frames): string => `${perSecond.toFixed(0)}/s, ${slowestMs.toFixed(0)} ms`;
  return [
    `${String(size.nodes)} / ${String(size.edges)}`,
    `${first.toFixed(0)} ms`,
    `${again.toFixed(0)} ms`,
    ...[idle, zoom, pan, hover].map(told),
  ];
}

const script = await bundleFlow();
const server = createServer((request, response) => {
  const isScript = request.url === '/flow.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  const page = '<!doctype html><style>html,body,#graph{height:100%;margin:0}</style><div id="graph"></div>';
  response.end(isScript ? script : `${page}<script type="module" src="flow.js"></script>`);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/`;
const executablePath = process.env.CHROMIUM_BIN ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
if (executablePath === undefined) throw new Error('Chromium is not installed');
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const rows: string[][] = [];
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
    rows.push(await measure(page, size));
    await page.close();
  }
  const head = ['nodes / edges', 'first drawn', 'refreshed', 'idle', 'zoom', 'pan', 'hover'];
  console.log('Frames per second and the longest time between two, in Chromium without a GPU:\n');
  console.log(table([head, ...rows]));
} finally {
  await browser.close();
  server.close();
}
