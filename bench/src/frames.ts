// `node bench/src/frames.ts [--rounds=3] [--before=FOLDER]`: how smooth the picture is in a real Chromium without a
// GPU, and how soon the page is there. Printed, and nothing is asserted. --before names another checkout, to see what
// a change costs to the picture: both are measured in turns.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, stop } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { loadTimes } from './load.ts';
import { spreadOf } from './spread.ts';
import { syntheticGraph, type GraphSize } from './synthetic-graph.ts';
import { spreadText, table } from './table.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, before: { type: 'string' } },
});
const here = path.resolve(import.meta.dirname, '../..');
const checkouts = [
  ...(options.before === undefined ? [] : [{ name: 'before', folder: path.resolve(options.before) }]),
  { name: 'now', folder: here },
];
const sizes: readonly GraphSize[] = [
  { nodes: 100, edges: 200 },
  { nodes: 500, edges: 1000 },
  { nodes: 5000, edges: 10_000 },
];
/** Milliseconds that each motion of the reader lasts, and after which a picture at rest has been painted anew. */
const [motionMs, restMs] = [3000, 600];

type Measured = Readonly<Record<string, number>>;

async function bundleFlow(folder: string): Promise<string> {
  const contents = `import { createFlow } from './flow/src/index.ts';
    globalThis.flow = createFlow(document.getElementById('graph'));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Frames while something happens in the page, from one to the next; the longest of them also soon after it. */
async function framesDuring(page: Page, what: string, action: (i: number) => Promise<void>): Promise<Measured> {
  // Programs of the page are texts here: this program knows no DOM.
  await page.evaluate(`
    (() => {
      const own = (globalThis.times = []);
      requestAnimationFrame(function step(now) {
        own.push(now);
        if (globalThis.times === own) requestAnimationFrame(step);
      });
    })();`);
  const endMs = performance.now() + motionMs;
  for (let i = 0; performance.now() < endMs; i++) await action(i);
  const during = await page.evaluate<number>('times.length');
  await page.waitForTimeout(restMs);
  const times = await page.evaluate<number[]>('times');
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const spanMs = (times[during - 1] ?? 0) - (times[0] ?? 0);
  return { [`${what}, frames/s`]: ((during - 1) * 1000) / spanMs, [`${what}, longest ms`]: Math.max(...gaps) };
}

/** Milliseconds until all of a graph that is seen is drawn, and of that the longest task that kept the page from answering. */
async function draw(page: Page, what: string, size: GraphSize, step: number): Promise<Measured> {
  const graph = JSON.stringify(syntheticGraph(size, step));
  const [drawn, longest] = await page.evaluate<[number, number]>(`(async () => {
    const graph = ${graph};
    const tasks = [0];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    observer.observe({ type: 'longtask' });
    const startMs = performance.now();
    flow.update(graph);
    for (let still = 0, before = -1; still < 2;) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const elements = document.getElementsByTagName('*').length;
      still = elements === before ? still + 1 : 0;
      before = elements;
    }
    const drawnMs = performance.now() - startMs;
    await new Promise((resolve) => setTimeout(resolve, ${String(restMs)}));
    observer.disconnect();
    return [drawnMs, Math.max(...tasks)];
  })()`);
  return { [`${what}, ms`]: drawn, [`${what}, longest task ms`]: longest };
}

async function measure(page: Page, size: GraphSize): Promise<Measured> {
  const first = await draw(page, 'first drawn', size, 0);
  const again = await draw(page, 'all numbers renewed', size, 1);
  const idle = await framesDuring(page, 'idle', () => page.waitForTimeout(motionMs));
  await page.mouse.move(640, 400);
  const zoom = await framesDuring(page, 'zoom', (i) => page.mouse.wheel(0, i % 20 < 10 ? 40 : -40));
  await page.mouse.down();
  const pan = await framesDuring(page, 'pan', (i) => page.mouse.move(640 + (i % 60) * 4, 400 + (i % 40) * 3));
  await page.mouse.up();
  const hover = await framesDuring(page, 'hover', (i) => page.mouse.move((i * 37) % 1280, (i * 53) % 800));
  return { ...first, ...again, ...idle, ...zoom, ...pan, ...hover };
}

const scripts = new Map<string, string>();
for (const { name, folder } of checkouts) scripts.set(name, await bundleFlow(folder));
await stop();
const server = createServer((request, response) => {
  const script = scripts.get(/^\/(\w+)\.js$/.exec(request.url ?? '')?.[1] ?? '');
  response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
  const page = '<!doctype html><style>html,body,#graph{height:100%;margin:0}</style><div id="graph"></div>';
  response.end(script ?? `${page}<script type="module" src="${(request.url ?? '').slice(1)}.js"></script>`);
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
  const measured = new Map<string, Measured[]>();
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const size of sizes) {
      for (const { name } of checkouts) {
        const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
        await page.goto(url + name);
        const key = `${String(size.nodes)} cards, ${String(size.edges)} lines, ${name}`;
        measured.set(key, [...(measured.get(key) ?? []), await measure(page, size)]);
        await page.close();
      }
    }
  }
  console.log(`In Chromium without a GPU, median (least–most) of ${options.rounds} rounds:\n`);
  const columns = [...measured.keys()];
  const rows = Object.keys([...measured.values()][0]?.[0] ?? {}).map((what) => [
    what,
    ...columns.map((column) => spreadText(spreadOf((measured.get(column) ?? []).map((each) => each[what] ?? NaN)), 0)),
  ]);
  console.log(table([['', ...columns], ...rows]));
  console.log(`\n${await loadTimes(browser, Number(options.rounds))}`);
} finally {
  await browser.close();
  server.close();
}
