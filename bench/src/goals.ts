import type { ContenderName, Look } from './contender.ts';
import { measuredOf, ratio, scrapeSeconds } from './figures.ts';
import type { LoopReport } from './loop.ts';
import { requestsPerRefresh } from './requests.ts';
import type { Measured, Results } from './results.ts';
import { median, spreadOf } from './spread.ts';
import { spreadText } from './table.ts';

/** Something that was asked of the exporter, and how it fares; undefined where this run cannot tell. */
export interface Goal {
  readonly asked: string;
  readonly measured: string;
  readonly met: boolean | undefined;
}

/** What the offsets of an hour may take. */
const historyBytes = 100e6;

export function goalsOf(results: Results): Goal[] {
  return [
    timesFaster(results, 'kminion', 3),
    timesFaster(results, 'kafka_exporter', 8),
    timesFaster(results, 'klag-exporter', 8),
    producers(results),
    scrape(results, 'a scrape between refreshes', false),
    scrape(results, 'a scrape during a refresh', true),
    loop(results),
    memory(results),
    processor(results),
    growth(results),
    ...change(results),
    synthetic(results),
  ];
}

function goal(asked: string, value: number | undefined, met: (value: number) => boolean, text: string): Goal {
  if (value === undefined || Number.isNaN(value)) return { asked, measured: 'not measured', met: undefined };
  return { asked, measured: text, met: met(value) };
}

interface Times {
  /** How many times the first one's value is the second one's. */
  readonly of: readonly [ContenderName, ContenderName];
  readonly value: (look: Look) => number;
  readonly met: (times: number) => boolean;
  readonly digits?: number;
}

function timesGoal(results: Results, asked: string, { of, value, met, digits = 2 }: Times): Goal {
  const [one, other] = of.map((name) => measuredOf(results, name));
  const times = one && other && ratio(one, other, value);
  return goal(asked, times?.median, met, `${spreadText(times, digits)} times`);
}

function timesFaster(results: Results, name: ContenderName, asked: number): Goal {
  return timesGoal(results, `a refresh at least ${String(asked)} times as fast as ${name}`, {
    of: [name, 'kafkascope'],
    value: ({ seconds }) => seconds,
    met: (times) => times >= asked,
    digits: 1,
  });
}

function producers(results: Results): Goal {
  const asked = 'a refresh at most a quarter slower with all collectors of producers and the audit than with none';
  return timesGoal(results, asked, {
    of: ['all of producers', 'without producers'],
    value: ({ seconds }) => seconds,
    met: (times) => times <= 1.25,
  });
}

function scrape(results: Results, what: string, refreshing: boolean): Goal {
  const seconds = scrapeSeconds(results, refreshing);
  return goal(
    `${what} in at most 30 ms at the median`,
    seconds?.median,
    (value) => value <= 0.03,
    `${spreadText(seconds, 1, 1000)} ms`,
  );
}

function loop(results: Results): Goal {
  const { quiet, scraped } = results.loop;
  return goal(
    'the event loop never blocked for more than 50 ms',
    Math.max(quiet.longestMs, scraped.longestMs),
    (value) => value <= 50,
    `longest ${blockText(quiet)}, under scrapes ${blockText(scraped)}`,
  );
}

function blockText({ longestMs, longestCpuMs }: LoopReport): string {
  return `${longestMs.toFixed(0)} ms (most computed in one: ${longestCpuMs.toFixed(0)} ms)`;
}

/** What this build costs more than the one before, where one was named. */
function change(results: Results): Goal[] {
  const [ours, before] = [measuredOf(results, 'kafkascope'), measuredOf(results, 'kafkascope before')];
  if (ours === undefined || before === undefined) return [];
  const more = residentBytes(ours) - residentBytes(before);
  return [
    timesGoal(results, 'at most a quarter more CPU time for a refresh than before', {
      of: ['kafkascope', 'kafkascope before'],
      value: ({ cpuSeconds }) => cpuSeconds,
      met: (times) => times <= 1.25,
    }),
    goal(
      'at most 100 MB more memory than before',
      more,
      (value) => value <= historyBytes,
      `${(more / 1e6).toFixed(0)} MB`,
    ),
  ];
}

function residentBytes({ rounds }: Measured): number {
  return median(rounds.flat().map((look) => look.residentBytes));
}

function memory(results: Results): Goal {
  const [ours, other] = [measuredOf(results, 'kafkascope'), measuredOf(results, 'kafka_exporter')];
  const times = ours && other && ratio(ours, other, ({ residentBytes }) => residentBytes);
  const withoutHistory = ours && other && (residentBytes(ours) - historyBytes) / residentBytes(other);
  return goal(
    'resident memory at most 1.25 times that of kafka_exporter, and 100 MB for the history',
    withoutHistory,
    (value) => value <= 1.25,
    `${spreadText(times, 2)} times`,
  );
}

function processor(results: Results): Goal {
  return timesGoal(results, 'less CPU time for a refresh than kminion for a scrape', {
    of: ['kafkascope', 'kminion'],
    value: ({ cpuSeconds }) => cpuSeconds,
    met: (times) => times < 1,
  });
}

function growth(results: Results): Goal {
  const all = results.growth.map(({ refreshes }) => requestsPerRefresh(refreshes).get('all')?.median);
  return goal(
    'as many requests per refresh when topics double',
    all.length < 2 ? undefined : Math.max(...all.map((count) => count ?? Number.NaN)) - (all[0] ?? Number.NaN),
    (more) => more <= 0,
    all.map(String).join(', then '),
  );
}

function synthetic(results: Results): Goal {
  const seconds = spreadOf(results.synthetic.map(({ deriveSeconds, renderSeconds }) => deriveSeconds + renderSeconds));
  return goal(
    '20,000 topics and 200,000 partitions derived and rendered in at most 1.5 s',
    median(results.synthetic.map(({ deriveSeconds, renderSeconds }) => deriveSeconds + renderSeconds)),
    (value) => value <= 1.5,
    `${spreadText(seconds, 2)} s`,
  );
}
