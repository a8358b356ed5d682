import type { LossCause } from '../finding.ts';
import type { RememberedCounter } from '../remembered.ts';
import type { LossCount } from '../state.ts';
import type { LossEvent } from './loss-event.ts';
import type { LossMoment } from './loss-moment.ts';

/** Counters outlive their subject by a day, so that an alert and a person still find them. */
const outliveMs = 86_400_000;

/** A topic, or a group in a topic. */
interface Subject {
  readonly counts: Map<LossCause, LossCount>;
  seenTick: number;
}

type Subjects = Map<string, Subject>;

/** The counters of proved loss. They begin at 0 with the first sight of their subject and never decrease. */
export class LossLedger {
  readonly #topics: Subjects = new Map();
  readonly #groups = new Map<string, Subjects>();
  #restored: readonly RememberedCounter[] = [];
  #all: readonly LossCount[] = [];
  /** Whether `#all` is out of date. */
  #hasChanged = true;

  restore(counters: readonly RememberedCounter[]): void {
    this.#restored = counters;
  }

  /** Counts what is to be counted. Answers all counters. */
  update({ moment, groupTopics }: LossMoment, events: readonly LossEvent[]): readonly LossCount[] {
    const { snapshot, tickMs, wallMs } = moment;
    for (const counter of this.#restored) {
      const subject = this.#subject(counter.group, counter.topic, tickMs - Math.max(0, wallMs - counter.seenMs));
      const { group, topic, cause, records, lastMs } = counter;
      subject.counts.set(cause, { group, topic, cause, records, lastMs });
      this.#hasChanged = true;
    }
    this.#restored = [];
    for (const { name } of snapshot.topics) this.#see(undefined, name, ['truncated'], tickMs);
    snapshot.groups.forEach(({ id, type }, group) => {
      if (type === 'share') return;
      const causes: LossCause[] = type === 'consumer' ? ['expired', 'deleted', 'skipped'] : ['expired', 'deleted'];
      const end = groupTopics.groupStart[group + 1] ?? 0;
      for (let pair = groupTopics.groupStart[group] ?? end; pair < end; pair++)
        this.#see(id, snapshot.topics[groupTopics.topic[pair] ?? -1]?.name ?? '', causes, tickMs);
    });
    for (const event of events) if (event.standing === 'counted') this.#count(event, tickMs, wallMs);
    this.#forget(tickMs);
    if (this.#hasChanged) this.#all = [...this.#subjects()].flatMap(([, { counts }]) => [...counts.values()]);
    this.#hasChanged = false;
    return this.#all;
  }

  remember(tickMs: number, wallMs: number): RememberedCounter[] {
    const counters = [...this.#subjects()].flatMap(([, { counts, seenTick }]) =>
      [...counts.values()].map((count) => ({ ...count, seenMs: wallMs - (tickMs - seenTick) })),
    );
    return [...counters, ...this.#restored];
  }

  #count({ group, topic, cause, records = 0 }: LossEvent, tickMs: number, wallMs: number): void {
    const { counts } = this.#subject(group, topic, tickMs);
    const before = counts.get(cause)?.records ?? 0;
    counts.set(cause, { group, topic, cause, records: before + records, lastMs: wallMs });
    this.#hasChanged = true;
  }

  #see(group: string | undefined, topic: string, causes: readonly LossCause[], tickMs: number): void {
    const subject = this.#subject(group, topic, tickMs);
    subject.seenTick = tickMs;
    for (const cause of causes) {
      if (subject.counts.has(cause)) continue;
      subject.counts.set(cause, { group, topic, cause, records: 0, lastMs: undefined });
      this.#hasChanged = true;
    }
  }

  #subject(group: string | undefined, topic: string, seenTick: number): Subject {
    let subjects: Subjects | undefined = group === undefined ? this.#topics : this.#groups.get(group);
    if (subjects === undefined) this.#groups.set(group ?? '', (subjects = new Map<string, Subject>()));
    let subject = subjects.get(topic);
    if (subject === undefined) subjects.set(topic, (subject = { counts: new Map<LossCause, LossCount>(), seenTick }));
    return subject;
  }

  #forget(tickMs: number): void {
    for (const subjects of [this.#topics, ...this.#groups.values()]) {
      for (const [topic, { seenTick }] of subjects) {
        if (tickMs - seenTick <= outliveMs) continue;
        subjects.delete(topic);
        this.#hasChanged = true;
      }
    }
    for (const [group, subjects] of this.#groups) if (subjects.size === 0) this.#groups.delete(group);
  }

  *#subjects(): Generator<[string, Subject]> {
    yield* this.#topics;
    for (const subjects of this.#groups.values()) yield* subjects;
  }
}
