import { setTimeout as sleep } from 'node:timers/promises';
import type { FindingList, FindingSummary } from '../../src/api.ts';
import type { CommitJournal } from './commit-journal.ts';
import { Metrics } from './exporter-under-test.ts';

/** An exporter that is watched; without an address while it does not run. */
export interface Watched {
  readonly name: string;
  readonly url: () => string | undefined;
  /** When it was started last, milliseconds since 1970. */
  readonly sinceMs: () => number;
}

/** Something that an exporter said and that is not so. */
export interface Deviation {
  readonly event: string;
  readonly exporter: string;
  readonly kind: 'loss' | 'status' | 'time lag' | 'answer';
  readonly text: string;
  /** Of what: a series or a finding. */
  readonly about: string;
}

export interface AlarmRules {
  readonly journal: CommitJournal;
  /** Groups of which nothing is ever unread for long. */
  readonly alwaysDrained: ReadonlySet<string>;
  /** A job that reads now and then, and the pause between its commits. */
  readonly job: { readonly group: string; readonly pauseMs: number };
}

const lookEveryMs = 400;
/** Shorter than the window of six refreshes, less half a one: a commit that stood still for less is no stop. */
const leastStillMs = 5_000;
/** A verdict is as old as its refresh and what was asked for it. */
const slackMs = 3_000;
const longestAgeMs = 15_000;
const lostFamilies = ['kafka_consumergroup_records_lost_total', 'kafka_topic_records_lost_total'];

/**
 * Looks at exporters all the time and keeps what they say of a loss, and of a STOP or STALL that is not true: true is
 * one where the consumers' own journal has no commit for the length of a window.
 */
export class FalseAlarms {
  readonly #rules: AlarmRules;
  readonly #watched: readonly Watched[];
  readonly #stop = new AbortController();
  readonly #counted = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly deviations: Deviation[] = [];
  /** Losses that were only suspected: no error, and good to know. */
  readonly suspected: Deviation[] = [];
  /** Verdicts STOP and STALL that the journal agrees with. */
  trueAlarms = 0;
  looks = 0;
  /** Records counted as lost. */
  lost = 0;
  #event = 'the start';
  /** How often an event began. */
  #turn = 0;
  #running: Promise<void> | undefined;

  constructor(watched: readonly Watched[], rules: AlarmRules) {
    this.#watched = watched;
    this.#rules = rules;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** What is seen from now on is put down to this event. */
  begin(event: string): void {
    this.#event = event;
    this.#turn++;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await Promise.all(this.#watched.map((exporter) => this.#look(exporter)));
      await sleep(lookEveryMs);
    }
  }

  async #look(exporter: Watched): Promise<void> {
    const url = exporter.url();
    if (url === undefined) return;
    let metrics: Metrics;
    let list: FindingList;
    try {
      metrics = new Metrics(await (await fetch(new URL('/metrics', url))).text());
      const answer = await fetch(new URL('/api/findings?limit=500', url));
      // Before its first refresh it has nothing to say.
      if (answer.status === 503) return;
      if (!answer.ok) throw new Error(`${exporter.name} answers ${answer.status}: ${await answer.text()}`);
      list = (await answer.json()) as FindingList;
    } catch (error) {
      // It was ended meanwhile.
      if (exporter.url() === url) this.#deviate(exporter, 'answer', String(error), String(error));
      return;
    }
    this.looks++;
    this.#lookAtMetrics(exporter, metrics, list.ageSeconds);
    for (const finding of list.findings) this.#lookAtFinding(exporter, finding, list.ageSeconds);
  }

  #lookAtMetrics(exporter: Watched, metrics: Metrics, ageSeconds: number): void {
    for (const [series, records] of lostFamilies.flatMap((name) => [...metrics.family(name)])) {
      const key = `${exporter.name} ${series}`;
      const before = this.#counted.get(key) ?? 0;
      this.#counted.set(key, records);
      if (records <= before) continue;
      this.lost += records - before;
      this.#deviate(exporter, 'loss', `${series} is ${records}`, series);
    }
    for (const [series, seconds] of metrics.family('kafka_consumergroup_lag_seconds')) {
      if (seconds < 0) this.#deviate(exporter, 'time lag', `${series} is ${seconds}`, series);
    }
    for (const [series, holds] of metrics.family('kafka_consumergroup_status')) {
      const [, group = '', status = ''] = /consumergroup="(.*)",status="(STOP|STALL)"/.exec(series) ?? [];
      if (holds !== 1 || status === '') continue;
      const isTrue = this.#isTrue(exporter, group, ageSeconds, (leastMs, from, to) =>
        this.#rules.journal.stoodStillSomewhere(group, leastMs, from, to),
      );
      if (!isTrue) this.#deviate(exporter, 'status', `${series}, at ${new Date().toISOString()}`, series);
    }
  }

  #lookAtFinding(exporter: Watched, finding: FindingSummary, ageSeconds: number): void {
    const { kind, name, certainty, group, topic, partitions, end, id, title, evidence } = finding;
    const text = `${name}, ${certainty}: ${title}`;
    if (kind === 'loss') {
      if (certainty === 'proved') this.#deviate(exporter, 'loss', text, id);
      else if (!this.suspected.some(({ about }) => about === id))
        this.#keep(this.suspected, exporter, 'loss', `${text}. ${evidence}`, id);
      return;
    }
    if (kind !== 'status') return;
    if ((name !== 'STOP' && name !== 'STALL') || end !== null || group === null || topic === null) return;
    const isTrue = this.#isTrue(exporter, group, ageSeconds, (leastMs, from, to) =>
      partitions.every((partition) => this.#rules.journal.stoodStill(group, topic, partition, leastMs, from, to)),
    );
    if (!isTrue) this.#deviate(exporter, 'status', `${text} (partitions ${partitions.join(', ')})`, id);
    else if (group !== this.#rules.job.group) this.trueAlarms++;
  }

  #isTrue(
    exporter: Watched,
    group: string,
    ageSeconds: number,
    stoodStill: (leastMs: number, from: number, to: number) => boolean,
  ): boolean {
    const { journal, alwaysDrained, job } = this.#rules;
    if (alwaysDrained.has(group)) return false;
    const to = Date.now();
    // Its clock may have been set since the refresh.
    const ageMs = Math.min(Math.max(0, ageSeconds * 1000), longestAgeMs);
    const from = to - ageMs - slackMs;
    if (group !== job.group) return stoodStill(leastStillMs, from, to);
    // Its habit is known once a whole pause was watched.
    const isKnown = journal.pauses(group, job.pauseMs / 2, exporter.sinceMs()) >= 2;
    return !isKnown || stoodStill(3 * job.pauseMs - slackMs, from, to);
  }

  #deviate(exporter: Watched, kind: Deviation['kind'], text: string, about: string): void {
    this.#keep(this.deviations, exporter, kind, text, about);
  }

  /** Once for each event. */
  #keep(list: Deviation[], { name }: Watched, kind: Deviation['kind'], text: string, about: string): void {
    const key = [String(this.#turn), name, kind, about].join('\n');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    list.push({ event: this.#event, exporter: name, kind, text, about });
  }
}
