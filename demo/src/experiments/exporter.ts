import { setTimeout as sleep } from 'node:timers/promises';

/** Of the exporter's answers (docs/http-api.md) what experiments look at. */
interface Group {
  readonly group: string;
  readonly status: string | null;
  readonly reason: string;
  readonly lag: number | null;
}
interface TopicGroup {
  readonly group: string;
  /** null without a commit. */
  readonly lag: number | null;
}
interface Topic {
  readonly topic: string;
  readonly recordsPerSecond: number | null;
  readonly underReplicatedPartitions: number;
}
interface Partition {
  readonly endOffset: number | null;
}
/** Where a topic ended, over all partitions, when the exporter read that. */
interface Reading {
  readonly end: number;
  readonly atMs: number;
}
interface Finding {
  readonly kind: string;
  readonly name: string;
  readonly group: string | null;
  readonly topic: string | null;
  readonly broker: number | null;
  readonly records: number | null;
  readonly updated: string;
  /** null while it holds. */
  readonly end: string | null;
  readonly title: string;
}

const askMs = 1_000;

/** The exporter that watches the demo. */
export class Exporter {
  readonly #url: string;
  readonly #stop: AbortSignal;

  /** @param stop Ends all waiting. */
  constructor(url: string, stop: AbortSignal) {
    this.#url = url;
    this.#stop = stop;
  }

  /** Waits until the group is as wanted, and answers the exporter's sentence on it. */
  async group(name: string, wanted: (group: Group) => boolean, seconds = 120): Promise<string> {
    const { status, reason } = await this.#until(`the group ${name} did not change as expected`, seconds, async () => {
      const { groups } = await this.#ask<{ groups: Group[] }>('/api/groups');
      return groups.find((group) => group.group === name && wanted(group));
    });
    return reason === '' ? `${name} is ${status ?? 'not judged'}` : `${name}: ${reason}`;
  }

  /** Waits until the exporter knows a lag of the group in the topic, which takes a commit, and it is as wanted. */
  async lag(group: string, topic: string, wanted: (lag: number) => boolean, seconds = 120): Promise<void> {
    await this.#until(`the lag of ${group} in ${topic} is not as expected`, seconds, async () => {
      const { groups } = await this.#ask<{ groups: TopicGroup[] }>(`/api/topics/${encodeURIComponent(topic)}`);
      return groups.find((one) => one.group === group && one.lag !== null && wanted(one.lag));
    });
  }

  async topic(name: string, wanted: (topic: Topic) => boolean, seconds = 120): Promise<Topic> {
    return this.#until(`the topic ${name} did not change as expected`, seconds, async () => {
      const { topics } = await this.#ask<{ topics: Topic[] }>('/api/topics');
      return topics.find((topic) => topic.topic === name && wanted(topic));
    });
  }

  /** Waits until the exporter has seen the topic end at this offset or later, over all partitions. */
  async end(name: string, offset: number, seconds = 120): Promise<void> {
    await this.#until(`the end of ${name} was not seen`, seconds, async () => {
      const reading = await this.#endOf(name);
      return reading !== undefined && reading.end >= offset ? reading : undefined;
    });
  }

  /**
   * Records per second that arrive in a topic, over so many seconds at least, from two seconds after now: by the ends
   * that the exporter read, and when it read them.
   */
  async arrival(name: string, seconds: number): Promise<number> {
    const later = (than: Reading, by: number) =>
      this.#until(`the end of ${name} was not read again`, 60 + by, async () => {
        const reading = await this.#endOf(name);
        return reading !== undefined && reading.atMs >= than.atMs + by * 1_000 ? reading : undefined;
      });
    const now = await later({ end: 0, atMs: 0 }, 0);
    const from = await later(now, 2);
    const to = await later(from, seconds);
    return (to.end - from.end) / ((to.atMs - from.atMs) / 1_000);
  }

  /** Does it, and waits until it has cost records: a loss is found, or one that is told for an hour has grown. */
  async loss(wanted: (finding: Finding) => boolean, work: () => Promise<void>, seconds = 180): Promise<string> {
    const { findings } = await this.#ask<{ findings: Finding[] }>('/api/findings');
    const told = findings.filter((finding) => finding.end === null && wanted(finding));
    const before = Math.max(0, ...told.map(({ records }) => records ?? 0));
    const sinceMs = Date.now();
    await work();
    return this.finding(
      (finding) => finding.kind === 'loss' && wanted(finding) && (finding.records ?? 0) > before,
      sinceMs,
      seconds,
    );
  }

  /** Waits for a finding that was seen to hold after `sinceMs` of the wall clock, and answers its sentence. */
  async finding(wanted: (finding: Finding) => boolean, sinceMs: number, seconds = 120): Promise<string> {
    const { title } = await this.#until('no such finding was reported', seconds, async () => {
      const { findings } = await this.#ask<{ findings: Finding[] }>('/api/findings');
      return findings.find((finding) => Date.parse(finding.updated) > sinceMs && wanted(finding));
    });
    return title;
  }

  /** undefined while the exporter does not know the topic, or not all its ends. */
  async #endOf(name: string): Promise<Reading | undefined> {
    const { topics } = await this.#ask<{ topics: Topic[] }>('/api/topics');
    if (!topics.some(({ topic }) => topic === name)) return undefined;
    const path = `/api/topics/${encodeURIComponent(name)}`;
    const { time, partitions } = await this.#ask<{ time: string; partitions: Partition[] }>(path);
    const end = partitions.reduce((sum, { endOffset }) => sum + (endOffset ?? NaN), 0);
    return Number.isNaN(end) ? undefined : { end, atMs: Date.parse(time) };
  }

  async #until<T>(otherwise: string, seconds: number, look: () => Promise<T | undefined>): Promise<T> {
    const deadlineMs = performance.now() + seconds * 1_000;
    while (performance.now() < deadlineMs) {
      const found = await look();
      if (found !== undefined) return found;
      await sleep(askMs, undefined, { signal: this.#stop });
    }
    throw new Error(`${otherwise} within ${seconds} s`);
  }

  async #ask<T>(path: string): Promise<T> {
    const response = await fetch(new URL(path, this.#url), { signal: this.#stop }).catch((cause: unknown) => {
      throw new Error(`the exporter does not answer at ${this.#url}`, { cause });
    });
    if (!response.ok) throw new Error(`the exporter answers ${path} with status ${response.status}`);
    return (await response.json()) as T;
  }
}
