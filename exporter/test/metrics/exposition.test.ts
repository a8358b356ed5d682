import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ClusterState } from '../../src/derived/state.ts';
import { Exposition, type ExposedCluster } from '../../src/metrics/exposition.ts';
import { intervalMs, oddName, richAtMs, richCluster, richState } from './rich-state.ts';
import { samplesOf, scrapeText, withoutProcess } from './scrape-text.ts';

let state: ClusterState;
let nowMs: number;

beforeAll(async () => {
  state = await richState();
});

async function exposed(clusters: readonly ExposedCluster[] = [richCluster], maxSeries = Infinity): Promise<Exposition> {
  nowMs = richAtMs + 3500;
  const build = { version: '1.2.3', revision: 'abcdef0' };
  const exposition = new Exposition({ clusters, maxSeries, build, now: () => nowMs });
  for (const { name } of clusters) await exposition.update({ ...state, name });
  return exposition;
}

const golden = (name: string): string => readFileSync(new URL(`../golden/${name}`, import.meta.url), 'utf8');

describe('the exposition', () => {
  it.each([
    { format: 'text', file: 'metrics.prom' },
    { format: 'openmetrics', file: 'metrics.openmetrics' },
  ] as const)('is as in golden/$file', async ({ format, file }) => {
    const exposition = await exposed();
    exposition.instruments.requestEnded('', 'Metadata', 'ok');
    exposition.instruments.refreshEnded('', 0.4);
    expect(withoutProcess(await scrapeText(exposition, [state], format))).toBe(golden(file));
  });

  it('carries the process metrics under their usual names', async () => {
    const text = await scrapeText(await exposed(), [state]);
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'process_start_time_seconds']) {
      expect(samplesOf(text, name)).toHaveLength(1);
    }
  });

  it('escapes what is odd in a name', async () => {
    const text = await scrapeText(await exposed(), [state]);
    const escaped = oddName.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    expect(samplesOf(text, 'kafka_topic_partitions')).toContain(`kafka_topic_partitions{topic="${escaped}"} 1`);
  });

  it('serves the newest refresh, and the label texts of new topics', async () => {
    const exposition = await exposed();
    const { current } = state;
    if (current === undefined) throw new Error('there is no state');
    const renamed = current.snapshot.topics.map((topic) =>
      topic.name === 'orders' ? { ...topic, name: 'renamed' } : topic,
    );
    const next = { ...state, current: { ...current, snapshot: { ...current.snapshot, topics: renamed } } };
    await exposition.update(next);
    const text = await scrapeText(exposition, [next]);
    expect(text).toContain('kafka_topic_partitions{topic="renamed"} 3\n');
    // What was lost is told of those that are gone, too.
    const old = text.split('\n').filter((line) => /^(?!kafka_audit_).*topic="orders"/.test(line));
    expect(old.filter((line) => !line.includes('_records_lost_total{'))).toEqual([]);
    expect(old).toHaveLength(2);
  });
});

describe('gzip', () => {
  it.each(['text', 'openmetrics'] as const)('is one member with the same content: %s', async (format) => {
    const exposition = await exposed();
    const plain = await scrapeText(exposition, [state], format);
    const { parts, bytes, release } = await exposition.scrape([state], format, true);
    const packed = Buffer.concat(parts);
    release();
    expect(packed.length).toBe(bytes);
    expect(gunzipSync(packed).toString()).toBe(plain);
    // A second member would begin with the same magic number and method.
    expect(packed.indexOf(Buffer.from([0x1f, 0x8b, 8]), 1)).toBe(-1);
  });

  it('is whole before the first refresh', async () => {
    const build = { version: '1', revision: '' };
    const exposition = new Exposition({ clusters: [richCluster], maxSeries: Infinity, build, now: () => richAtMs });
    const waiting: ClusterState = {
      ...state,
      current: undefined,
      refresh: { ...state.refresh, ok: false, lastSuccessMs: undefined },
    };
    const { parts, release } = await exposition.scrape([waiting], 'text', true);
    expect(gunzipSync(Buffer.concat(parts)).toString()).toContain('kafka_up 0\n');
    release();
  });
});

describe('kafka_up', () => {
  const failed = (ok: boolean): ClusterState => ({ ...state, refresh: { ...state.refresh, ok } });

  it.each([
    { name: 'is 1 when fresh', ageMs: 0, ok: true, up: 1, shown: true },
    { name: 'is 1 just before 3 intervals', ageMs: 3 * intervalMs - 1, ok: true, up: 1, shown: true },
    { name: 'is 0 after 3 intervals, and all else is withheld', ageMs: 3 * intervalMs, ok: true, up: 0, shown: false },
    {
      name: 'is 0 when the newest refresh failed, and the last data are still shown',
      ageMs: 100,
      ok: false,
      up: 0,
      shown: true,
    },
    { name: 'is 1 when the clock stepped back', ageMs: -60_000, ok: true, up: 1, shown: true },
  ])('$name', async ({ ageMs, ok, up, shown }) => {
    const exposition = await exposed();
    nowMs = richAtMs + ageMs;
    const text = await scrapeText(exposition, [failed(ok)]);
    expect(text).toContain(`\nkafka_up ${up}\n`);
    expect(text.includes('kafka_brokers 3')).toBe(shown);
    expect(text.includes('kafka_exporter_last_refresh_timestamp_seconds')).toBe(true);
  });

  it('comes back with the next refresh', async () => {
    const exposition = await exposed();
    nowMs = richAtMs + 10 * intervalMs;
    expect(await scrapeText(exposition, [state])).not.toContain('kafka_brokers');
    const { current } = state;
    if (current === undefined) throw new Error('there is no state');
    const next: ClusterState = {
      ...state,
      current: { ...current, snapshot: { ...current.snapshot, finishedAtMs: nowMs } },
      refresh: { ...state.refresh, lastSuccessMs: nowMs },
    };
    await exposition.update(next);
    const text = await scrapeText(exposition, [next]);
    expect(text).toContain('kafka_brokers 3');
    expect(text).toContain('kafka_up 1');
  });
});

describe('several clusters', () => {
  const clusters: ExposedCluster[] = [
    { ...richCluster, name: 'east', labels: { team: 'a "b"' } },
    { ...richCluster, name: 'west', labels: { cluster: 'not this' } },
  ];

  it('share each family, and every sample about one says which', async () => {
    const exposition = await exposed(clusters);
    exposition.instruments.requestEnded('west', 'Metadata', 'error');
    const states = clusters.map(({ name }) => ({ ...state, name }));
    const text = withoutProcess(await scrapeText(exposition, states));
    expect(samplesOf(text, 'kafka_brokers')).toEqual([
      'kafka_brokers{team="a \\"b\\"",cluster="east"} 3',
      'kafka_brokers{cluster="west"} 3',
    ]);
    const headings = text.split('\n').filter((line) => line.startsWith('# TYPE'));
    expect(new Set(headings).size).toBe(headings.length);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const aboutNone = samples.filter((line) => !/cluster="(east|west)"/.test(line));
    expect(aboutNone).toEqual([expect.stringMatching(/^kafka_exporter_build_info/)]);
    expect(samples).toContain('kafka_exporter_kafka_requests_total{cluster="west",api="Metadata",result="error"} 1');
  });

  it('are withheld each for itself', async () => {
    const exposition = await exposed(clusters);
    const [east, west] = clusters.map(({ name }) => ({ ...state, name }));
    if (east === undefined || west === undefined) throw new Error('there are two clusters');
    const text = await scrapeText(exposition, [{ ...east, refreshIntervalMs: 1000 }, west]);
    expect(samplesOf(text, 'kafka_up')).toEqual([
      'kafka_up{team="a \\"b\\"",cluster="east"} 0',
      'kafka_up{cluster="west"} 1',
    ]);
    expect(samplesOf(text, 'kafka_brokers')).toEqual(['kafka_brokers{cluster="west"} 3']);
  });
});

describe('--web.max-series', () => {
  it('leaves out whole families, and says which and how much', async () => {
    const all = await scrapeText(await exposed(), [state]);
    const text = await scrapeText(await exposed([richCluster], 100), [state]);
    const leftOut = samplesOf(text, 'kafka_exporter_left_out_series');
    expect(leftOut.length).toBeGreaterThan(3);
    for (const line of leftOut) {
      const [, name = '', count] = /metric="(\w+)"} (\d+)$/.exec(line) ?? [];
      expect(samplesOf(text, name)).toEqual([]);
      expect(samplesOf(all, name)).toHaveLength(Number(count));
    }
    const kept = text.split('\n').filter((line) => /^kafka_(?!exporter|up|audit)/.test(line));
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(samplesOf(text, 'kafka_brokers')).toHaveLength(1);
  });

  it('leaves out nothing when it is not reached', async () => {
    expect(samplesOf(await scrapeText(await exposed(), [state]), 'kafka_exporter_left_out_series')).toEqual([]);
  });
});

describe('options of a cluster', () => {
  it('without offset.show-all only assigned partitions are shown, and none of a group without members', async () => {
    const text = await scrapeText(await exposed([{ ...richCluster, showAllOffsets: false }]), [state]);
    expect(samplesOf(text, 'kafka_consumergroup_lag').filter((line) => line.includes('"orders"'))).toEqual([
      'kafka_consumergroup_lag{consumergroup="billing",topic="orders",partition="0"} 10',
      'kafka_consumergroup_lag{consumergroup="billing",topic="orders",partition="1"} 100',
    ]);
    expect(samplesOf(text, 'kafka_consumergroup_members')).toContain(
      'kafka_consumergroup_members{consumergroup="empty"} 0',
    );
  });

  it('without the collector members no member is shown', async () => {
    const collectors = { ...richCluster.collectors, members: false };
    const text = await scrapeText(await exposed([{ ...richCluster, collectors }]), [state]);
    expect(text).not.toContain('member_assigned_partitions');
    expect(text).toContain('kafka_consumergroup_members');
  });
});
