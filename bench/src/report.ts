import type { ContenderName } from './contender.ts';
import {
  cpuSecondsOf,
  measuredOf,
  peakMebibytesOf,
  ratio,
  residentMebibytesOf,
  scrapeSeconds,
  secondsOf,
} from './figures.ts';
import { goalsOf } from './goals.ts';
import { requestsPerRefresh } from './requests.ts';
import type { Measured, Results } from './results.ts';
import { spreadOf } from './spread.ts';
import { spreadText, table } from './table.ts';

const columns: readonly ContenderName[] = [
  'kafkascope',
  'without producers',
  'all of producers',
  'kafkascope before',
  'kminion',
  'kafka_exporter',
  'klag-exporter',
];

/** All figures of a run, for a person. Medians, with the smallest and largest value in parentheses. */
export function report(results: Results): string {
  return [heading(results), comparison(results), requests(results), synthetic(results), goals(results)].join('\n\n');
}

function heading({ machine, cluster, startedAt }: Results): string {
  const size =
    cluster.topics === undefined
      ? 'a cluster that was there'
      : `${whole(cluster.topics)} topics, ${whole(cluster.partitions)} partitions, ` +
        `${whole(cluster.groups)} groups, ${whole(cluster.offsets)} committed offsets`;
  return [
    `${startedAt}: ${String(machine.cores)} cores (${machine.processor}), ` +
      `${(machine.memoryBytes / 1024 ** 3).toFixed(0)} GiB, Linux ${machine.kernel}, Node ${machine.node}, ${machine.java}`,
    `load ${machine.loadBefore.toFixed(1)} before the start`,
    `Kafka ${cluster.kafka ?? 'of its own version'}, ${String(cluster.brokers)} brokers: ${size}`,
  ].join('\n');
}

function comparison(results: Results): string {
  const names = columns.filter((name) => name !== 'kafkascope before' || measuredOf(results, name) !== undefined);
  const row = (what: string, cell: (measured: Measured) => string): string[] => [
    what,
    ...names.map((name) => {
      const measured = measuredOf(results, name);
      return measured === undefined ? '' : cell(measured);
    }),
  ];
  const ours = measuredOf(results, 'kafkascope');
  const rows = [
    ['', ...names],
    row('version', ({ version }) => version),
    row('refresh, scrape or poll, s', (measured) => spreadText(secondsOf(measured), 3)),
    row('  times ours', (measured) =>
      ours === undefined || measured === ours
        ? ''
        : spreadText(
            ratio(measured, ours, ({ seconds }) => seconds),
            1,
          ),
    ),
    row('CPU time of it, s', (measured) => spreadText(cpuSecondsOf(measured), 2)),
    row('  times ours', (measured) =>
      ours === undefined || measured === ours
        ? ''
        : spreadText(
            ratio(measured, ours, ({ cpuSeconds }) => cpuSeconds),
            1,
          ),
    ),
    row('resident memory, MiB', (measured) => spreadText(residentMebibytesOf(measured), 0)),
    row('  at its peak', (measured) => peakMebibytesOf(measured).toFixed(0)),
    row('scrape from cache, ms', ({ name, answer }) =>
      name === 'kafkascope'
        ? spreadText(scrapeSeconds(results, false), 1, 1000)
        : spreadText(spreadOf(answer.cachedScrapeSeconds), 1, 1000),
    ),
    row('  during a refresh', ({ name }) =>
      name === 'kafkascope' ? spreadText(scrapeSeconds(results, true), 1, 1000) : '',
    ),
    row('samples of a scrape', ({ answer }) => whole(answer.samples)),
    row('size of a scrape, MB', ({ answer }) => (answer.bytes / 1e6).toFixed(1)),
  ];
  const absent = results.absent.map(({ name, reason }) => `${name} was not measured: ${reason}`);
  return [table(rows), ...absent].join('\n');
}

function requests(results: Results): string {
  const columns = results.growth.map(({ topics, refreshes }) => ({
    topics,
    perRefresh: requestsPerRefresh(refreshes),
  }));
  const apis = [...new Set(columns.flatMap(({ perRefresh }) => [...perRefresh.keys()]))];
  return table([
    ['requests to Kafka per refresh', ...columns.map(({ topics }) => `${whole(topics)} topics`)],
    ...apis.map((api) => [`  ${api}`, ...columns.map(({ perRefresh }) => spreadText(perRefresh.get(api), 0))]),
  ]);
}

function synthetic({ synthetic }: Results): string {
  const of = (value: (round: Results['synthetic'][number]) => number, digits: number): string =>
    spreadText(spreadOf(synthetic.map(value)), digits);
  return table([
    ['synthetic: 20,000 topics, 200,000 partitions, 2,000 groups', ''],
    ['  derive, s', of(({ deriveSeconds }) => deriveSeconds, 3)],
    ['  render, s', of(({ renderSeconds }) => renderSeconds, 3)],
    ['  CPU time of both, s', of(({ cpuSeconds }) => cpuSeconds, 3)],
    ['  longest block of the event loop, ms', of(({ longestBlockMs }) => longestBlockMs, 0)],
    ['  most computed in one turn of it, ms', of(({ longestCpuMs }) => longestCpuMs, 0)],
    ['  rendered, MB', of(({ bytes }) => bytes / 1e6, 1)],
    ['  resident memory, MiB', of(({ residentBytes }) => residentBytes / 1024 ** 2, 0)],
    ['  of it heap, MiB', of(({ heapBytes }) => heapBytes / 1024 ** 2, 0)],
  ]);
}

function goals(results: Results): string {
  const word = (met: boolean | undefined): string => (met === undefined ? '?' : met ? 'met' : 'MISSED');
  return goalsOf(results)
    .map(({ asked, measured, met }) => `${word(met).padEnd(6)}  ${asked}: ${measured}`)
    .join('\n');
}

function whole(value: number | undefined): string {
  return value === undefined ? '?' : value.toLocaleString('en');
}
