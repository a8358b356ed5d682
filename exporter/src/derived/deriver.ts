import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { noAnswers, noQuestions, type Answers, type Questions } from '../snapshot/follow-up.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { findBreaches } from './breach.ts';
import { CommitRhythm } from './commit-rhythm.ts';
import { deriveGroups, type GroupHistory } from './consumer-group.ts';
import type { Moment } from './moment.ts';
import { SlotTable } from './slots.ts';
import { unknownStatus } from './status.ts';
import type { Derived } from './state.ts';
import { deriveTopics, type TopicHistory } from './topic.ts';

export interface DeriverOptions {
  readonly refreshIntervalMs: number;
  /** How long offsets are remembered. */
  readonly historyMs: number;
  /** A group without members and commits for this long is abandoned. */
  readonly abandonedAfterMs: number;
  /** Whether DescribeProducers may be asked. */
  readonly askProducers: boolean;
}

/** Asks the brokers what a snapshot leaves open. */
export type Ask = (questions: Questions) => Promise<Answers>;

/**
 * What follows from the snapshots of one cluster, in their order. All that is remembered between refreshes is in
 * here; the same snapshots and answers give the same results, whatever the clock of this machine does meanwhile.
 */
export class Deriver {
  readonly #options: DeriverOptions;
  readonly #slots = new SlotTable();
  readonly #rhythm = new CommitRhythm();
  #topics: TopicHistory | undefined;
  #groups: GroupHistory | undefined;
  #before: Snapshot | undefined;

  constructor(options: DeriverOptions) {
    this.#options = options;
  }

  /** A refresh failed: what changed between the one before and the next one proves nothing. */
  missed(): void {
    this.#before = undefined;
  }

  /** Waits between its steps only to let the event loop turn, and for the answers. */
  async derive(snapshot: Snapshot, ask: Ask): Promise<Derived> {
    const { history: topicHistory, partitions, topics, move } = deriveTopics(this.#topics, snapshot);
    this.#topics = topicHistory;
    if (sliceIsOver()) await nextTurn();
    const { history: groupHistory, groups, groupTopics } = await deriveGroups(this.#groups, snapshot, move);
    this.#groups = groupHistory;
    if (sliceIsOver()) await nextTurn();
    const moment: Moment = {
      snapshot,
      slots: this.#slots.next(snapshot),
      tickMs: snapshot.tickMs,
      wallMs: snapshot.finishedAtMs,
      refreshIntervalMs: this.#options.refreshIntervalMs,
      before: this.#before,
      answers: noAnswers,
    };
    this.#rhythm.update(moment);
    await ask(noQuestions);
    const breaches = findBreaches(snapshot);
    this.#before = snapshot;
    return {
      partitions,
      topics,
      groups: groups.map(({ lag, topics: ofGroup }) => ({
        lag,
        lagSeconds: lag.map(() => NaN),
        lagEvidence: new Uint8Array(lag.length),
        timeToLoss: lag.map(() => NaN),
        partitionStatus: new Uint8Array(lag.length).fill(unknownStatus),
        verdict: { status: undefined, reason: '' },
        topics: ofGroup.map((topic) => ({
          ...topic,
          maxLagSeconds: NaN,
          timeToLoss: NaN,
          verdict: { status: undefined, reason: '' },
        })),
      })),
      groupTopics,
      breaches,
      losses: [],
      risks: [],
      findings: [],
      past: {
        times: () => new Float64Array(),
        ends: () => new Float64Array(),
        commits: () => new Float64Array(),
        lagSeconds: () => new Float64Array(),
      },
    };
  }
}
