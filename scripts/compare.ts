/**
 * npm run compare -- --kafka_exporter=URL --kafkascope=URL [--cluster=NAME]
 *
 * Compares both programs' answers about one cluster. Exit code 0: nobody would notice the exchange; 1: there are
 * differences; 2: they could not be compared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Comparison, Difference } from './drop-in-comparison.ts';
import { compareSamples, isDropIn, withoutConstantLabels } from './drop-in-comparison.ts';
import type { Sample } from './samples.ts';
import { mergeSamples, parseSamples } from './samples.ts';

const usage = `Usage: npm run compare -- --kafka_exporter=URL --kafkascope=URL [--cluster=NAME]
  URL      where its metrics are, e.g. http://127.0.0.1:9308/metrics
  NAME     which cluster to compare, where kafkascope watches several`;

const lastRefresh = 'kafka_exporter_last_refresh_timestamp_seconds';
const askEveryMs = 1_000;
const refreshTimeoutMs = 180_000;
/** Lines shown of each kind of difference. */
const shown = 20;

class CannotCompare extends Error {}

async function fetchSamples(url: URL): Promise<Sample[]> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: 'text/plain;version=0.0.4' },
      signal: AbortSignal.timeout(120_000),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new CannotCompare(`${url.href}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const text = await response.text();
  if (!response.ok) throw new CannotCompare(`${url.href} answers ${response.status}: ${text.slice(0, 300)}`);
  return parseSamples(text);
}

/** Asked three times, because kafka_exporter often loses the last series of an answer. */
async function fetchTheirs(url: URL): Promise<Sample[]> {
  let samples: Sample[] = [];
  for (let time = 0; time < 3; time++) samples = mergeSamples(samples, await fetchSamples(url));
  return samples;
}

/** kafkascope's samples of one cluster. */
async function fetchOurs(url: URL, cluster: string | undefined): Promise<Sample[]> {
  const samples = await fetchSamples(url);
  const refreshes = samples.filter(({ name }) => name === lastRefresh);
  if (refreshes.length === 0)
    throw new CannotCompare(`${url.href} has no ${lastRefresh}: is that kafkascope, and ready?`);
  const clusters = refreshes.map(({ labels }) => labels.cluster ?? '');
  if (cluster === undefined) {
    if (clusters.length === 1) return samples;
    throw new CannotCompare(`${url.href} watches several clusters: name one with --cluster, of ${clusters.join(', ')}`);
  }
  if (!clusters.includes(cluster))
    throw new CannotCompare(
      `${url.href} has no cluster '${cluster}', only ${clusters.map((name) => `'${name}'`).join(', ')}`,
    );
  return samples.filter(({ labels }) => (labels.cluster ?? cluster) === cluster);
}

/** Samples of a refresh that began after the call: the second new one did, since refreshes do not overlap. */
async function fetchAfterTwoRefreshes(
  url: URL,
  cluster: string | undefined,
  first: readonly Sample[],
): Promise<Sample[]> {
  const seen = new Set([refreshTime(first)]);
  const deadlineMs = performance.now() + refreshTimeoutMs;
  for (;;) {
    const samples = await fetchOurs(url, cluster);
    seen.add(refreshTime(samples));
    if (seen.size > 2) return samples;
    if (performance.now() > deadlineMs)
      throw new CannotCompare(`${url.href} was not refreshed within ${refreshTimeoutMs / 1_000} s`);
    await sleep(askEveryMs);
  }
}

const refreshTime = (samples: readonly Sample[]) => samples.find(({ name }) => name === lastRefresh)?.value;

function report(comparison: Comparison): string {
  const section = (title: string, differences: readonly (Difference & { reason?: string })[]) => {
    const lines = differences.slice(0, shown).map(({ series, theirs, ours, reason }) => {
      const values = `kafka_exporter ${theirs ?? 'none'}, kafkascope ${ours ?? 'none'}`;
      return `    ${series}: ${values}${reason === undefined ? '' : ` (${reason})`}`;
    });
    if (differences.length > shown) lines.push(`    … and ${differences.length - shown} more`);
    return [`${String(differences.length).padStart(8)}  ${title}`, ...lines];
  };
  const { equal, moved, documented, different, missing, extra } = comparison;
  return [
    `${String(equal.length).padStart(8)}  equal`,
    `${String(moved.length).padStart(8)}  moved meanwhile, kafka_exporter's value within what kafkascope saw before and after`,
    ...section('different on purpose', documented),
    ...section('different', different),
    ...section('missing in kafkascope', missing),
    ...section('in kafkascope only', extra),
    isDropIn(comparison)
      ? 'Verdict: the same. Dashboards and rules made for kafka_exporter go on working.'
      : 'Verdict: not the same. Were both started with the same filters? kafka_exporter learns of new topics every 30 s.',
  ].join('\n');
}

function url(text: string | undefined, flag: string): URL {
  if (text === undefined) throw new CannotCompare(`--${flag} is missing\n${usage}`);
  const address = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (address === null) throw new CannotCompare(`--${flag}=${text} is no URL\n${usage}`);
  if (address.pathname === '/') address.pathname = '/metrics';
  return address;
}

function options() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ options: { kafka_exporter: text, kafkascope: text, cluster: text } }).values;
  } catch (error) {
    throw new CannotCompare(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

async function compare(): Promise<boolean> {
  const { cluster, ...urls } = options();
  const theirUrl = url(urls.kafka_exporter, 'kafka_exporter');
  const ourUrl = url(urls.kafkascope, 'kafkascope');

  const before = await fetchOurs(ourUrl, cluster);
  const theirs = withoutConstantLabels(await fetchTheirs(theirUrl));
  console.log('Waiting for two refreshes of kafkascope, so that what it saw lies around what kafka_exporter saw …');
  const after = withoutConstantLabels(await fetchAfterTwoRefreshes(ourUrl, cluster, await fetchOurs(ourUrl, cluster)));

  for (const [name, { labels }] of Object.entries({ kafka_exporter: theirs, kafkascope: after })) {
    if (Object.keys(labels).length > 0) console.log(`Left aside: ${name}'s constant labels ${JSON.stringify(labels)}`);
  }
  const comparison = compareSamples(theirs.samples, withoutConstantLabels(before).samples, after.samples);
  console.log(report(comparison));
  return isDropIn(comparison);
}

try {
  process.exitCode = (await compare()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof CannotCompare)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
