import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer, Contender, ContenderName, Look } from './contender.ts';
import { countSamples, requiredValueOf, sumsBy } from './exposition.ts';
import type { LoopReport } from './loop.ts';
import { freePort } from './port.ts';
import { Program } from './program.ts';
import { scrape, type Scrape } from './scrape.ts';
import type { Undo } from './undo.ts';

const intervalMs = 4000;

/** A refresh of ours, with what only we tell. */
export interface Refresh extends Look {
  /** Requests to Kafka by API. */
  readonly requests: Readonly<Record<string, number>>;
}

export interface ScrapeTime {
  readonly seconds: number;
  /** Whether a refresh ran during at least a part of it. */
  readonly refreshing: boolean;
}

export interface Kafkascope extends Contender {
  turn(count: number): Promise<Refresh[]>;
  /** Blocks of the event loop during so many refreshes, without a scrape. */
  quiet(refreshes: number): Promise<LoopReport>;
  /** Scrapes one after another for so many refreshes, and the blocks meanwhile. */
  scraped(refreshes: number): Promise<{ times: ScrapeTime[]; loop: LoopReport }>;
}

const present = fileURLToPath(import.meta.resolve('../../exporter/dist/main.js'));

export interface KafkascopeOptions {
  readonly name?: ContenderName;
  /** Where it differs from how users run it. */
  readonly flags?: readonly string[];
  /** The program of another build. */
  readonly main?: string;
  /** Takes a CPU profile of it. */
  readonly profileDirectory?: string | undefined;
}

/** Starts the built exporter, usually as users run it. */
export async function startKafkascope(
  brokers: readonly string[],
  undo: Undo,
  { name = 'kafkascope', flags = [], main = present, profileDirectory }: KafkascopeOptions = {},
): Promise<Kafkascope> {
  const address = `127.0.0.1:${String(await freePort())}`;
  const url = `http://${address}/metrics`;
  const program = await Program.start(
    {
      name,
      command: process.execPath,
      channel: true,
      args: [
        `--import=${import.meta.resolve('./loop-watch.ts')}`,
        ...(profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]),
        main,
        ...brokers.map((broker) => `--kafka.server=${broker}`),
        `--refresh.interval=${String(intervalMs / 1000)}s`,
        `--web.listen-address=${address}`,
        ...flags,
      ],
      readyUrl: `http://${address}/readyz`,
    },
    undo,
  );
  program.pause();

  /** Waits until half an interval after the newest refresh, where none runs. */
  async function betweenRefreshes(last: Scrape): Promise<void> {
    const refreshedAtMs = requiredValueOf(last.text, 'kafka_exporter_last_refresh_timestamp_seconds') * 1000;
    const passed = (Date.now() - refreshedAtMs) % intervalMs;
    await sleep((intervalMs * 1.5 - passed) % intervalMs);
  }

  /** Scrapes between refreshes, so that the next scrape differs from this one by whole refreshes. */
  async function resumed(): Promise<Scrape> {
    program.resume();
    // A refresh fell due while it was held still and runs at once.
    await sleep(intervalMs);
    await betweenRefreshes(await scrape(url));
    return scrape(url);
  }

  return {
    name,
    version: execFileSync(process.execPath, [main, '--version'], { encoding: 'utf8' }).trim().replace(/^\S+ /, ''),
    async turn(count) {
      const refreshes: Refresh[] = [];
      let before = await resumed();
      while (refreshes.length < count) {
        const cpuBefore = program.cpuSeconds();
        await sleep(intervalMs);
        const cpuSeconds = program.cpuSeconds() - cpuBefore;
        const residentBytes = program.residentBytes();
        const after = await scrape(url);
        const ran = refreshCount(after) - refreshCount(before);
        // None or two: it drifted out of step. Both scrapes stand, but nothing can be said of one refresh.
        if (ran === 1) {
          refreshes.push({
            seconds: refreshSum(after) - refreshSum(before),
            cpuSeconds,
            residentBytes,
            requests: requestsBetween(before, after),
          });
        } else {
          await betweenRefreshes(after);
        }
        before = after;
      }
      program.pause();
      return refreshes;
    },
    async quiet(refreshes) {
      await resumed();
      program.send('watch');
      await sleep(refreshes * intervalMs);
      const loop = (await program.ask('report')) as LoopReport;
      program.pause();
      return loop;
    },
    async scraped(refreshes) {
      const first = await resumed();
      program.send('watch');
      const done: Scrape[] = [];
      const refreshed: { fromMs: number; toMs: number }[] = [];
      let newest = first;
      while (refreshed.length < refreshes) {
        const next = await scrape(url);
        done.push(next);
        if (refreshCount(next) > refreshCount(newest)) {
          const toMs = requiredValueOf(next.text, 'kafka_exporter_last_refresh_timestamp_seconds') * 1000;
          refreshed.push({ fromMs: toMs - (refreshSum(next) - refreshSum(newest)) * 1000, toMs });
        }
        newest = next;
      }
      const loop = (await program.ask('report')) as LoopReport;
      program.pause();
      return {
        times: done.map(({ startedAtMs, seconds }) => ({
          seconds,
          refreshing: refreshed.some(({ fromMs, toMs }) => startedAtMs < toMs && startedAtMs + seconds * 1000 > fromMs),
        })),
        loop,
      };
    },
    async answer(): Promise<Answer> {
      const { bytes, text } = await resumed();
      program.pause();
      return { samples: countSamples(text), bytes, cachedScrapeSeconds: [] };
    },
    peakResidentBytes: () => program.peakResidentBytes(),
  };
}

function refreshCount({ text }: Scrape): number {
  return requiredValueOf(text, 'kafka_exporter_refresh_duration_seconds_count');
}

function refreshSum({ text }: Scrape): number {
  return requiredValueOf(text, 'kafka_exporter_refresh_duration_seconds_sum');
}

function requestsBetween(before: Scrape, after: Scrape): Record<string, number> {
  const earlier = sumsBy(before.text, 'kafka_exporter_kafka_requests_total', 'api');
  const requests: Record<string, number> = {};
  for (const [api, count] of sumsBy(after.text, 'kafka_exporter_kafka_requests_total', 'api')) {
    // A counter that was not there yet stood at zero.
    requests[api] = count - (earlier.get(api) ?? 0);
  }
  return requests;
}
