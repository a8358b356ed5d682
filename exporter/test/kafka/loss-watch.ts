import { expect } from '@jest/globals';
import type { FindingList, FindingSummary } from '../../src/api.ts';
import { until, type ExporterUnderTest } from './exporter-under-test.ts';

type Asked = Pick<ExporterUnderTest, 'metrics' | 'api'>;

/** A topic, or a group in a topic. */
export interface Subject {
  readonly topic: string;
  readonly group?: string;
}

/** Long, for a machine that is busy: how fast it was is told, and not judged. */
const patienceSeconds = 45;

/** What an exporter says of losses, in its metrics and its findings. */
export class LossWatch {
  readonly #exporter: Asked;

  constructor(exporter: Asked) {
    this.#exporter = exporter;
  }

  /** As 'counted expired 30' for counters above 0, and 'proved expired 30 exact' for findings. */
  async of(subject: Subject): Promise<string[]> {
    const counters = await this.counters();
    const findings = await this.findings();
    const place = placeOf(subject);
    return [
      ...[...counters].filter(([key]) => key.startsWith(`${place}/`)).map(([key, count]) => lineOf(key, count)),
      ...findings.filter((finding) => placeOf(finding) === place).map(describe),
    ].sort();
  }

  /** Counters above 0, by 'group/topic/cause'. */
  async counters(): Promise<Map<string, number>> {
    const metrics = await this.#exporter.metrics();
    const counters = new Map<string, number>();
    for (const family of ['kafka_topic_records_lost_total', 'kafka_consumergroup_records_lost_total']) {
      for (const [series, count] of metrics.family(family)) {
        const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(series)?.[1] ?? '';
        if (count > 0) counters.set(`${label('consumergroup')}/${label('topic')}/${label('cause')}`, count);
      }
    }
    return counters;
  }

  async findings(kind = 'loss'): Promise<FindingSummary[]> {
    const { findings } = (await this.#exporter.api(`/api/findings?kind=${kind}`)) as FindingList;
    return findings;
  }

  /** Waits until exactly this is said of a subject, tells how long that took, and answers it in seconds. */
  async says(subject: Subject, expected: readonly string[], of = placeOf(subject)): Promise<number> {
    const startedMs = performance.now();
    await until(
      () => this.of(subject),
      (lines) => {
        expect([of, ...lines]).toEqual([of, ...expected.toSorted()]);
      },
      patienceSeconds,
    );
    const seconds = (performance.now() - startedMs) / 1000;
    process.stdout.write(`${of}: ${expected.join('; ')}; after ${seconds.toFixed(1)} s\n`);
    return seconds;
  }

  /** Waits until the exporter sees what `committed`, a member or its absence tell; then so many refreshes more. */
  async sees(
    { group = '', topic }: Subject,
    { committed, isEmpty, logStart }: { committed?: number; isEmpty?: boolean; logStart?: number },
    more = 0,
  ): Promise<void> {
    await until(
      () => this.#exporter.metrics(),
      (metrics) => {
        const partition = { topic, partition: 0 };
        const current = metrics.value('kafka_consumergroup_current_offset', { consumergroup: group, ...partition });
        const empty = metrics.value('kafka_consumergroup_state', { consumergroup: group, state: 'Empty' });
        const oldest = metrics.value('kafka_topic_partition_oldest_offset', partition);
        if (committed !== undefined) expect([group, current]).toEqual([group, committed]);
        if (isEmpty !== undefined) expect([group, (empty ?? 0) === 1]).toEqual([group, isEmpty]);
        if (logStart !== undefined) expect([topic, oldest]).toEqual([topic, logStart]);
      },
      patienceSeconds,
    );
    await this.refreshes(more);
  }

  /** Waits for so many whole refreshes more. */
  async refreshes(count: number): Promise<void> {
    const done = async () => (await this.#exporter.metrics()).value('kafka_exporter_refresh_duration_seconds_count');
    const target = ((await done()) ?? 0) + count;
    await until(
      done,
      (now) => {
        expect(now ?? 0).toBeGreaterThanOrEqual(target);
      },
      patienceSeconds,
    );
  }
}

function placeOf({ group, topic }: { readonly group?: string | null; readonly topic: string | null }): string {
  return `${group ?? ''}/${topic ?? ''}`;
}

function lineOf(key: string, count: number): string {
  return `counted ${key.slice(key.lastIndexOf('/') + 1)} ${String(count)}`;
}

function describe({ certainty, name, records, bound }: FindingSummary): string {
  return `${certainty} ${name} ${String(records)} ${String(bound)}`;
}
