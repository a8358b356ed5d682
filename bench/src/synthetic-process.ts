import { Deriver } from '../../exporter/src/derived/deriver.ts';
import { noAnswers } from '../../exporter/src/snapshot/follow-up.ts';
import type { ClusterState } from '../../exporter/src/derived/state.ts';
import { Exposition } from '../../exporter/src/metrics/exposition.ts';
import { keepYoungGenerationSmall } from '../../exporter/src/young-generation.ts';
import { syntheticEpochMs, syntheticSnapshot } from '../../exporter/test/synthetic-snapshot.ts';
import { LoopWatch } from './loop.ts';
import { syntheticShape, type SyntheticRound } from './synthetic.ts';
import { usualCollectors } from '../../exporter/test/usual-collectors.ts';
import { nothingDeclared } from '../../exporter/src/topology/topology.ts';

const intervalMs = 10_000;

keepYoungGenerationSmall();

const exposition = new Exposition({
  clusters: [
    {
      name: '',
      labels: {},
      showAllOffsets: true,
      collectors: usualCollectors,
    },
  ],
  maxSeries: Infinity,
  build: { version: 'bench', revision: '' },
  now: () => nowMs,
});
let nowMs = syntheticEpochMs;
const deriver = new Deriver({
  refreshIntervalMs: intervalMs,
  historyMs: 3_600_000,
  abandonedAfterMs: 86_400_000,
  askProducers: false,
  readHeaders: false,
  topology: nothingDeclared,
  remembered: undefined,
});

async function round(): Promise<SyntheticRound> {
  const snapshot = syntheticSnapshot({ ...syntheticShape, atMs: nowMs });
  const watch = new LoopWatch();
  // The watch begins to count with a turn of the loop of its own.
  await new Promise(setImmediate);

  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const derived = await deriver.derive(snapshot, () => Promise.resolve(noAnswers));
  const derivedAt = performance.now();
  const state: ClusterState = {
    name: '',
    refreshIntervalMs: intervalMs,
    current: { snapshot, derived },
    refresh: { ok: true, error: undefined, lastSuccessMs: nowMs },
  };
  await exposition.update(state);
  const answer = await exposition.scrape([state], 'text', false);
  const renderedAt = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  answer.release();
  await new Promise(setImmediate);

  const { longestMs, longestCpuMs } = watch.end();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    deriveSeconds: (derivedAt - started) / 1000,
    renderSeconds: (renderedAt - derivedAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    longestBlockMs: longestMs,
    longestCpuMs,
    bytes: answer.bytes,
    residentBytes: rss,
    heapBytes: heapUsed,
  };
}

for (let rounds = Number(process.argv[2]); rounds > 0; rounds--) {
  process.send?.(await round());
  nowMs += intervalMs;
}
process.disconnect();
