import { breathe } from '../../event-loop.ts';
import type { Questions } from '../../snapshot/follow-up.ts';
import type { CommitRhythm } from '../commit-rhythm.ts';
import type { Finding, Observation } from '../finding.ts';
import type { GroupTopics } from '../group-topic.ts';
import type { Markers } from '../marker.ts';
import type { Moment } from '../moment.ts';
import type { Remembered } from '../remembered.ts';
import type { LossCount } from '../state.ts';
import { Deleted } from './deleted.ts';
import { Expired } from './expired.ts';
import { GroupActivity } from './group-activity.ts';
import { LeftTopics } from './left-topics.ts';
import type { LossEvent } from './loss-event.ts';
import { LossFindings } from './loss-findings.ts';
import { LossLedger } from './loss-ledger.ts';
import type { LossMoment } from './loss-moment.ts';
import { Reset } from './reset.ts';
import { Skipped } from './skipped.ts';
import { Truncated } from './truncated.ts';

export interface LossInputs {
  readonly rhythm: CommitRhythm;
  readonly groupTopics: GroupTopics;
  /** Whether a dense partition is known to hold transaction markers. */
  readonly isTransactional: (partition: number) => boolean;
  readonly markers: Markers;
}

export interface Losses {
  readonly losses: readonly LossCount[];
  /** Losses of the last hour, as far as they are to be told. */
  readonly observations: readonly Observation[];
  /** Whether anything was lost, or may have been, in this refresh: then it is time to save. */
  readonly hasGrown: boolean;
}

/** What was lost, why, and how that is known. See docs/loss.md. */
export class Loss {
  readonly #activity: GroupActivity;
  readonly #left = new LeftTopics();
  readonly #truncated = new Truncated();
  readonly #expired = new Expired();
  readonly #deleted: Deleted;
  readonly #skipped = new Skipped();
  readonly #reset = new Reset();
  readonly #ledger = new LossLedger();
  readonly #findings = new LossFindings();
  /** Topics with transaction markers, by name, as they were in the newest refresh. */
  #transactional: ReadonlySet<string> = new Set();
  #newest: (Pick<Moment, 'snapshot' | 'slots' | 'tickMs' | 'wallMs'> & Pick<LossInputs, 'rhythm'>) | undefined;

  constructor(options: { readonly abandonedAfterMs: number; readonly remembered?: Remembered | undefined }) {
    this.#activity = new GroupActivity(options.abandonedAfterMs);
    this.#deleted = new Deleted(this.#activity, this.#left);
    if (options.remembered !== undefined) this.restore(options.remembered);
  }

  /** To be called before the first refresh. */
  restore({ topics, counters, groups, expired, findings }: Remembered): void {
    this.#truncated.restore(topics);
    this.#ledger.restore(counters);
    this.#activity.restore(groups);
    this.#expired.restore(expired);
    this.#findings.restore(findings);
  }

  questions(moment: Moment, { rhythm }: Pick<LossInputs, 'rhythm'>): Pick<Questions, 'epochEnds' | 'topicIds'> {
    return {
      epochEnds: this.#truncated.questions(moment),
      topicIds: this.#deleted.questions(moment, rhythm, (topic) => this.#transactional.has(topic)),
    };
  }

  /** After the brokers have answered. Lets the event loop turn between the causes. */
  async update(moment: Moment, inputs: LossInputs): Promise<Losses> {
    const { snapshot, slots, tickMs, wallMs } = moment;
    this.#newest = { snapshot, slots, tickMs, wallMs, rhythm: inputs.rhythm };
    this.#activity.update(moment, inputs.rhythm);
    const groupsBefore = new Map(moment.before?.groups.map((group) => [group.id, group]));
    const at: LossMoment = { moment, activity: this.#activity, left: this.#left, groupsBefore, ...inputs };
    this.#left.update(moment, inputs.groupTopics);
    const events: LossEvent[] = [];
    for (const cause of [this.#truncated, this.#deleted, this.#expired, this.#skipped, this.#reset]) {
      events.push(...cause.update(at));
      await breathe();
    }
    this.#transactional = transactionalTopics(at);
    return {
      losses: this.#ledger.update(at, events),
      observations: this.#findings.update(moment, events),
      hasGrown: events.length > 0,
    };
  }

  /** When a group last had members or committed, milliseconds since 1970, at the latest when it was first seen. */
  lastActiveMs(group: string, moment: Pick<Moment, 'tickMs' | 'wallMs'>): number {
    return this.#activity.lastActiveMs(group, moment);
  }

  /** Whether there is something new to remember. */
  get hasChanged(): boolean {
    return this.#truncated.hasChanged;
  }

  /** What to keep for the time after a restart; undefined before the first refresh. */
  remember(findings: readonly Finding[]): Remembered | undefined {
    if (this.#newest === undefined) return undefined;
    const { snapshot, slots, tickMs, wallMs } = this.#newest;
    return {
      savedMs: wallMs,
      topics: this.#truncated.remember(snapshot, slots),
      counters: this.#ledger.remember(tickMs, wallMs),
      groups: this.#activity.remember({ tickMs, wallMs }, this.#newest.rhythm),
      expired: this.#expired.remember(this.#newest, this.#left),
      findings,
    };
  }
}

function transactionalTopics({ moment: { snapshot }, isTransactional }: LossMoment): Set<string> {
  const names = new Set<string>();
  for (const { name, firstPartition, partitionCount } of snapshot.topics) {
    for (let partition = firstPartition; partition < firstPartition + partitionCount; partition++) {
      if (!isTransactional(partition)) continue;
      names.add(name);
      break;
    }
  }
  return names;
}
