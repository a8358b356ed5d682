import { describe, expect, it } from '@jest/globals';
import { LagWatch } from './lag-watch.ts';
import { SimulatedTopic, type TopicPlan } from './simulated-topic.ts';
import { smallSnapshot } from './small-snapshot.ts';

const hour = 3_600_000;
const minute = 60_000;
const refreshMs = 10_000;
/** Producers began long before the exporter did. */
const firstRefreshMs = 3 * hour;

interface Trace {
  readonly name: string;
  readonly hours: number;
  /** The later ones replace the topic under its name, each at its time. */
  readonly plans: readonly { readonly fromMs: number; readonly plan: Omit<TopicPlan, 'id'> }[];
  readonly isMissed?: (refresh: number) => boolean;
  /** Share of samples that may be unknown; default one in a hundred. */
  readonly mostUnknown?: number;
  /** How far the wall clock of the exporter is off. */
  readonly clockOffMs?: (atMs: number) => number;
}

/** Records at a rate (per second) that may change with time. */
function arrivals(untilMs: number, rateAt: (ms: number) => number, seed: number, fromMs = 0): Float64Array {
  const random = randomFrom(seed);
  const times: number[] = [];
  let atMs = fromMs;
  while (atMs < untilMs) {
    const rate = rateAt(atMs);
    if (rate <= 0) {
      atMs += minute;
      continue;
    }
    atMs += (-Math.log(1 - random()) / rate) * 1000;
    times.push(Math.floor(atMs));
  }
  return Float64Array.from(times);
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The group stops for a while now and then, also for longer than the history, and is stopped when the exporter starts. */
const isPaused = (atMs: number): boolean =>
  (atMs > firstRefreshMs - 47 * minute && atMs < firstRefreshMs + 9 * minute) ||
  atMs % (70 * minute) < 13 * minute ||
  (atMs > firstRefreshMs + 2.5 * hour && atMs < firstRefreshMs + 4 * hour);

function steady(untilMs: number, rates: readonly number[], capacity: number): Omit<TopicPlan, 'id'> {
  return { arrivals: rates.map((rate, index) => arrivals(untilMs, () => rate, index + 1)), capacity, isPaused };
}

const until = firstRefreshMs + 6 * hour;
const clockJumps = (atMs: number): number => (atMs > firstRefreshMs + hour ? 37 * minute : 0);
const traces: readonly Trace[] = [
  { name: 'constant', hours: 6, plans: [{ fromMs: 0, plan: steady(until, [5], 25) }] },
  {
    name: 'bursty',
    hours: 6,
    plans: [
      {
        fromMs: 0,
        plan: {
          arrivals: [arrivals(until, (ms) => (ms % (7 * minute) < 3_000 ? 200 : 0.02), 7)],
          capacity: 10,
          isPaused,
        },
      },
    ],
  },
  { name: 'idle', hours: 6, plans: [{ fromMs: 0, plan: steady(until, [1 / 1_300, 0, 1 / 5_000], 10) }] },
  {
    name: 'day and night',
    hours: 30,
    plans: [
      {
        fromMs: 0,
        plan: {
          arrivals: [
            arrivals(
              firstRefreshMs + 30 * hour,
              (ms) => 4 * Math.max(0.001, Math.sin((ms / (24 * hour)) * 2 * Math.PI)),
              3,
            ),
          ],
          capacity: 12,
          isPaused,
        },
      },
    ],
  },
  {
    name: 'skewed partitions',
    hours: 6,
    plans: [{ fromMs: 0, plan: steady(until, [20, 8, 2, 0.5, 0.05, 0.002], 30) }],
  },
  {
    name: 're-created topic',
    hours: 6,
    plans: [
      { fromMs: 0, plan: steady(until, [5, 0.01], 25) },
      {
        fromMs: firstRefreshMs + 2 * hour + 3_000,
        plan: {
          arrivals: [3, 0.005].map((rate, index) =>
            arrivals(until, () => rate, index + 40, firstRefreshMs + 2 * hour + 3_000),
          ),
          capacity: 25,
          isPaused,
        },
      },
    ],
  },
  {
    name: 'missed refreshes',
    hours: 6,
    plans: [{ fromMs: 0, plan: steady(until, [5, 0.02], 25) }],
    isMissed: (refresh) => refresh % 7 === 3 || (refresh > 500 && refresh < 520),
  },
  {
    name: 'clock that jumps',
    hours: 6,
    plans: [{ fromMs: 0, plan: steady(until, [5, 0.02], 25) }],
    clockOffMs: clockJumps,
    mostUnknown: 0.1,
  },
];

interface Outcome {
  /** Seconds, ascending. */
  readonly errors: readonly number[];
  readonly unknown: number;
  readonly estimated: number;
  readonly wrong: readonly string[];
}

async function run({ hours, plans, isMissed = () => false, clockOffMs = () => 0 }: Trace): Promise<Outcome> {
  let atMs = firstRefreshMs;
  let topic = new SimulatedTopic({ id: 'none', arrivals: [], capacity: 0, isPaused }, 0);
  const waiting = [...plans];
  const watch = new LagWatch({
    answer: ({ oldestUnread }) => ({ oldestUnread: topic.find(oldestUnread, atMs) }),
  });
  const errors: number[] = [];
  const wrong: string[] = [];
  let unknown = 0;
  let estimated = 0;
  for (let refresh = 0; refresh < (hours * hour) / refreshMs; refresh++) {
    atMs = firstRefreshMs + refresh * refreshMs;
    for (let next = waiting[0]; next !== undefined && next.fromMs <= atMs; next = waiting[0]) {
      topic = new SimulatedTopic({ ...next.plan, id: `topic-${String(waiting.length)}` }, next.fromMs);
      waiting.shift();
    }
    // Commits are read a little before the ends.
    topic.advance(atMs - 100);
    const committed = [...topic.committed];
    topic.advance(atMs);
    if (isMissed(refresh)) continue;
    const ends = topic.plan.arrivals.map((_, partition) => topic.end(partition, atMs));
    const snapshot = smallSnapshot(
      atMs,
      [{ name: 'orders', id: topic.plan.id, ends }],
      [{ id: 'billing', committed: { orders: committed } }],
    );
    const { lagSeconds, lagEvidence } = await watch.see({ ...snapshot, finishedAtMs: atMs + clockOffMs(atMs) });
    ends.forEach((end, partition) => {
      const seconds = lagSeconds[0]?.[partition] ?? NaN;
      const evidence = lagEvidence[0]?.[partition] ?? 0;
      const at = `${String(partition)} at ${String((atMs - firstRefreshMs) / 1000)} s: ${String(seconds)}`;
      if (seconds < 0) wrong.push(`negative, ${at}`);
      if (Number.isNaN(seconds) !== (evidence === 0)) wrong.push(`a value for something unknown, ${at}`);
      if (end === committed[partition] && seconds !== 0) wrong.push(`drained, ${at}`);
      if (evidence === 0) unknown++;
      else {
        if (evidence === 2) estimated++;
        errors.push(Math.abs(seconds - topic.lagSeconds(partition, atMs)));
      }
    });
  }
  return { errors: errors.toSorted((left, right) => left - right), unknown, estimated, wrong };
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? NaN;
}

describe('time lag against simulated traces', () => {
  it.each(traces.map((trace) => [trace.name, trace] as const))('%s: within a refresh interval', async (name, trace) => {
    const { errors, unknown, estimated, wrong } = await run(trace);
    const inTime = errors.filter((seconds) => seconds <= refreshMs / 1000).length / errors.length;
    const [median, most, all] = [0.5, 0.99, 1].map((share) => `${quantile(errors, share).toFixed(2)} s`);
    process.stdout.write(
      `time lag, ${name}: error median ${String(median)}, 99th percentile ${String(most)}, maximum ${String(all)}; ` +
        `${String(errors.length)} samples, ${String(estimated)} of them estimated; ${String(unknown)} unknown\n`,
    );
    expect(wrong).toEqual([]);
    expect(inTime).toBeGreaterThanOrEqual(0.99);
    expect(unknown).toBeLessThan((trace.mostUnknown ?? 0.01) * (errors.length + unknown));
  });
});
