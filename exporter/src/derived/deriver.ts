import type { Audited } from '../audit/audit.ts';
import { breathe } from '../event-loop.ts';
import { noAnswers, type Answers, type Questions } from '../snapshot/follow-up.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Topology } from '../topology/topology.ts';
import { findBottlenecks, SteadyObservations } from './bottleneck.ts';
import { observeBreaches } from './breach-finding.ts';
import { findBreaches } from './breach.ts';
import { CommitRhythm } from './commit-rhythm.ts';
import { observeNoController } from './controller-finding.ts';
import { deriveGroups, type GroupHistory } from './consumer-group.ts';
import { DiskTrend, topicsIn } from './disk-trend.ts';
import { FindingLedger } from './finding-ledger.ts';
import { joinGroups } from './join-groups.ts';
import { LossHistory } from './loss-history.ts';
import { Loss } from './loss/loss.ts';
import type { Moment } from './moment.ts';
import { observeOfflineDirs } from './offline-dir.ts';
import { OffsetRings } from './offset-rings.ts';
import { OffsetPast } from './past.ts';
import { HangingTransactions } from './producer/hanging-transactions.ts';
import { namesWith } from './producer/application-name.ts';
import { seenApplications } from './producer/seen-applications.ts';
import { SeenProducers } from './producer/seen-producers.ts';
import type { Remembered } from './remembered.ts';
import { observeReplication } from './replication-finding.ts';
import { observeFillingDirs, observeRisks } from './risk-finding.ts';
import { findRisks, topicRisks } from './risk.ts';
import { SlotTable } from './slots.ts';
import type { Derived } from './state.ts';
import { observeStatuses } from './status-finding.ts';
import { StatusJudge } from './status-judge.ts';
import { TimeLag } from './time-lag.ts';
import { TimeToLoss } from './time-to-loss.ts';
import { deriveTopics, type TopicHistory } from './topic.ts';
import { TransactionalPartitions } from './transactional.ts';

export interface DeriverOptions {
  readonly refreshIntervalMs: number;
  /** How long offsets are remembered. */
  readonly historyMs: number;
  /** A group without members and commits for this long is abandoned. */
  readonly abandonedAfterMs: number;
  /** Whether DescribeProducers may be asked. */
  readonly askProducers: boolean;
  /** Whether records may be read for their headers. */
  readonly readHeaders: boolean;
  /** Those declared for this cluster. */
  readonly topology: Topology;
  /** What was kept from before a restart. */
  readonly remembered: Remembered | undefined;
}

/** Asks the brokers what a snapshot leaves open. */
export type Ask = (questions: Questions) => Promise<Answers>;

/** What there is to save after a refresh; see StateFile. */
export interface Memory {
  readonly isUrgent: boolean;
  readonly hasChanged: boolean;
  take(): Remembered | undefined;
}

/**
 * What follows from the snapshots of one cluster, in their order. All that is remembered between refreshes is in
 * here; the same snapshots and answers give the same results, whatever the clock of this machine does meanwhile.
 */
export class Deriver {
  readonly #options: DeriverOptions;
  readonly #slots = new SlotTable();
  readonly #rhythm: CommitRhythm;
  readonly #rings: OffsetRings;
  readonly #transactional: TransactionalPartitions;
  readonly #timeLag: TimeLag;
  readonly #timeToLoss = new TimeToLoss();
  readonly #judge = new StatusJudge();
  readonly #loss: Loss;
  readonly #lossHistory: LossHistory;
  readonly #disks = new DiskTrend();
  readonly #bottlenecks = new SteadyObservations();
  readonly #producers: SeenProducers;
  readonly #hanging = new HangingTransactions();
  readonly #ledger: FindingLedger;
  #topics: TopicHistory | undefined;
  #groups: GroupHistory | undefined;
  #before: Snapshot | undefined;
  #lossHasGrown = false;

  constructor(options: DeriverOptions) {
    const { refreshIntervalMs, historyMs, abandonedAfterMs, askProducers, readHeaders, remembered } = options;
    const nameOf = namesWith(options.topology.names);
    this.#options = options;
    this.#rhythm = new CommitRhythm(remembered?.groups);
    this.#rings = new OffsetRings({ historyMs });
    this.#transactional = new TransactionalPartitions({ rings: this.#rings, askProducers });
    this.#producers = new SeenProducers({ askProducers, readHeaders, nameOf });
    this.#timeLag = new TimeLag({ rings: this.#rings, refreshIntervalMs });
    this.#loss = new Loss({ abandonedAfterMs, remembered });
    this.#lossHistory = new LossHistory({ historyMs, before: remembered?.counters ?? [] });
    this.#ledger = new FindingLedger({ remembered: remembered?.findings ?? [] });
  }

  /** A refresh failed: what changed between the one before and the next one proves nothing. */
  missed(): void {
    this.#before = undefined;
  }

  /**
   * Waits between its steps only to let the event loop turn, and for the answers.
   * @param audited What probes tell of this snapshot.
   */
  async derive(snapshot: Snapshot, ask: Ask, audited?: Audited): Promise<Derived> {
    const counted = deriveTopics(this.#topics, snapshot);
    this.#topics = counted.history;
    await breathe();
    const ofGroups = await deriveGroups(this.#groups, snapshot, counted.move);
    this.#groups = ofGroups.history;
    await breathe();
    const slots = this.#slots.next(snapshot);
    await breathe();
    const asking: Moment = {
      snapshot,
      slots,
      tickMs: snapshot.tickMs,
      wallMs: snapshot.finishedAtMs,
      refreshIntervalMs: this.#options.refreshIntervalMs,
      before: this.#before,
      answers: noAnswers,
    };
    this.#rhythm.update(asking);
    await breathe();
    this.#rings.add(asking);
    await breathe();
    const moment = { ...asking, answers: await ask(await this.#questions(asking)) };
    const derived = await this.#judgeAll(moment, counted, ofGroups, audited);
    this.#before = snapshot;
    return derived;
  }

  /** What there is to save since the newest refresh. */
  get memory(): Memory {
    return {
      isUrgent: this.#lossHasGrown,
      hasChanged: this.#loss.hasChanged || this.#ledger.hasChanged,
      take: () => this.#loss.remember(this.#ledger.remember()),
    };
  }

  async #questions(moment: Moment): Promise<Questions> {
    const oldestUnread = await this.#timeLag.questions(moment);
    await breathe();
    const expiring = this.#timeToLoss.questions(moment);
    await breathe();
    const producers = this.#producers.questions(moment, this.#transactional.questions(moment));
    await breathe();
    return { oldestUnread, expiring, ...producers, ...this.#loss.questions(moment, { rhythm: this.#rhythm }) };
  }

  async #judgeAll(
    moment: Moment,
    { partitions, topics }: Pick<Derived, 'partitions' | 'topics'>,
    ofGroups: Awaited<ReturnType<typeof deriveGroups>>,
    audited: Audited | undefined,
  ): Promise<Derived> {
    const { snapshot, wallMs, slots } = moment;
    const { groups: counted, groupTopics } = ofGroups;
    const { produceRate } = partitions;
    const lag = counted.map((group) => group.lag);
    const markers = this.#transactional.update(moment);
    await breathe();
    const timeLags = this.#timeLag.update(moment, markers);
    const { lagSeconds } = timeLags;
    await breathe();
    const timeToLoss = this.#timeToLoss.update(moment, { lagSeconds, markers, produceRate });
    await breathe();
    const rhythm = this.#rhythm;
    const judged = await this.#judge.update(moment, {
      groupTopics,
      lag,
      lagSeconds,
      marker: markers,
      rhythm,
      produceRate,
    });
    await breathe();
    const isTransactional = (partition: number) =>
      this.#transactional.isTransactional(slots.ofPartition[partition] ?? -1) === true;
    const {
      losses: ownLosses,
      observations: lost,
      hasGrown,
    } = await this.#loss.update(moment, { rhythm, groupTopics, isTransactional, markers });
    this.#lossHasGrown = hasGrown;
    const losses = audited === undefined ? ownLosses : [...ownLosses, ...audited.unsent];
    this.#lossHistory.update(losses, moment);
    await breathe();
    const idleMs = (group: string) => wallMs - this.#loss.lastActiveMs(group, moment);
    const risks = findRisks(snapshot, { groupTopics, lagSeconds, idleMs });
    const filling = this.#disks.update(moment);
    await breathe();
    const breaches = findBreaches(snapshot);
    const producers = this.#producers.update(moment, produceRate, audited);
    const { applications } = this.#options.topology;
    await breathe();
    const bottlenecks = await findBottlenecks({
      snapshot,
      groupTopics,
      lag,
      judged,
      produceRate,
      topicProduceRate: topics.produceRate,
      consumeRate: Float64Array.from(counted.flatMap((group) => group.topics.map(({ consumeRate }) => consumeRate))),
      applications: [...applications, ...seenApplications(producers, snapshot, applications)],
    });
    await breathe();
    const findings = this.#ledger.update(
      [
        ...lost,
        ...observeStatuses(snapshot, groupTopics, judged, lag),
        ...this.#bottlenecks.update(bottlenecks),
        ...observeBreaches(breaches),
        ...observeRisks(snapshot, risks),
        ...observeFillingDirs(filling),
        ...observeOfflineDirs(snapshot),
        ...observeReplication(snapshot),
        ...observeNoController(snapshot),
        ...this.#hanging.update(moment),
        ...(audited?.observations ?? []),
      ],
      wallMs,
    );
    const past = new OffsetPast(this.#rings, moment);
    return {
      partitions,
      topics,
      groups: joinGroups(ofGroups, timeLags, timeToLoss, judged),
      groupTopics,
      breaches,
      losses,
      risks: topicRisks(risks, topicsIn(snapshot, filling)),
      findings,
      producers,
      audit: audited?.state,
      past,
      pastLosses: this.#lossHistory.of(losses, () => past.times()),
    };
  }
}
