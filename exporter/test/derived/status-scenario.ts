import { CommitRhythm } from '../../src/derived/commit-rhythm.ts';
import { listGroupTopics } from '../../src/derived/group-topic.ts';
import { lagOf } from '../../src/derived/lag.ts';
import type { Moment } from '../../src/derived/moment.ts';
import { SlotTable } from '../../src/derived/slots.ts';
import { StatusJudge, type JudgedGroup } from '../../src/derived/status-judge.ts';
import { statuses, type Status } from '../../src/derived/status.ts';
import { noAnswers } from '../../src/snapshot/follow-up.ts';
import type { ConsumerGroup, Snapshot } from '../../src/snapshot/snapshot.ts';
import { smallSnapshot } from './small-snapshot.ts';

const refreshMs = 10_000;
/** Half past one in the afternoon. */
export const startMs = Date.UTC(2026, 5, 1, 13, 30);

/** What a group and its topic look like in one refresh, by partition. */
export interface Step {
  readonly end: readonly number[];
  readonly committed: readonly number[];
  /** Partitions with an owner; all of them unless said otherwise, and an empty group when it is empty. */
  readonly owned?: readonly number[];
  readonly state?: string;
  readonly error?: string;
  readonly type?: ConsumerGroup['type'];
  readonly marker?: readonly number[];
  /** The refresh before this one failed. */
  readonly afterMiss?: boolean;
}

export function snapshotOf(step: Step, atMs: number): Snapshot {
  const owned = step.owned ?? [...step.end.keys()];
  const snapshot = smallSnapshot(
    atMs,
    [{ name: 'orders', ends: step.end }],
    [
      {
        id: 'billing',
        committed: { orders: step.committed },
        ...(owned.length === 0 ? {} : { assigned: { orders: owned } }),
      },
    ],
  );
  const groups = snapshot.groups.map((group): ConsumerGroup => ({
    ...group,
    state: step.state ?? group.state,
    error: step.error,
    type: step.type ?? group.type,
  }));
  return { ...snapshot, groups };
}

/** A judge, the rhythm of commits and the slots, fed with one refresh after the other. */
export class StatusScenario {
  readonly rhythm = new CommitRhythm();
  readonly #judge = new StatusJudge();
  readonly #slots = new SlotTable();
  #before: Snapshot | undefined;
  #atMs = startMs;

  async refresh(step: Step): Promise<JudgedGroup> {
    const snapshot = snapshotOf(step, this.#atMs);
    const moment: Moment = {
      snapshot,
      slots: this.#slots.next(snapshot),
      tickMs: snapshot.tickMs,
      wallMs: snapshot.finishedAtMs,
      refreshIntervalMs: refreshMs,
      before: step.afterMiss === true ? undefined : this.#before,
      answers: noAnswers,
    };
    const earlier = this.#before?.partitions.end;
    this.#before = snapshot;
    this.#atMs += refreshMs;
    this.rhythm.update(moment);
    const [judged] = await this.#judge.update(moment, {
      groupTopics: listGroupTopics(snapshot),
      lag: snapshot.groups.map((group) => lagOf(group, snapshot.partitions)),
      lagSeconds: snapshot.groups.map((group) => new Float64Array(group.offsets.partition.length).fill(NaN)),
      marker: [Uint8Array.from(step.marker ?? step.end.map(() => 0))],
      rhythm: this.rhythm,
      produceRate: snapshot.partitions.end.map((end, index) => ((end - (earlier?.[index] ?? NaN)) * 1000) / refreshMs),
    });
    if (judged === undefined) throw new Error('no group');
    return judged;
  }

  /** The group's status after each step; undefined while it is not known. */
  async statuses(steps: readonly Step[]): Promise<(Status | undefined)[]> {
    const found: (Status | undefined)[] = [];
    for (const step of steps) found.push((await this.refresh(step)).verdict.status);
    return found;
  }
}

export async function verdictAfter(steps: readonly Step[]): Promise<JudgedGroup> {
  const scenario = new StatusScenario();
  let judged: JudgedGroup | undefined;
  for (const step of steps) judged = await scenario.refresh(step);
  if (judged === undefined) throw new Error('no step');
  return judged;
}

export function namesOf(codes: Uint8Array): (Status | undefined)[] {
  return Array.from(codes, (code) => statuses[code]);
}

/** `count` steps; `of` gives the one at an index. */
export function steps(count: number, of: (index: number) => Step): Step[] {
  return Array.from({ length: count }, (_, index) => of(index));
}
