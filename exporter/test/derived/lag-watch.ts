import type { Moment } from '../../src/derived/moment.ts';
import { OffsetRings } from '../../src/derived/offset-rings.ts';
import { OffsetPast } from '../../src/derived/past.ts';
import { SlotTable } from '../../src/derived/slots.ts';
import { TimeLag, type TimeLags } from '../../src/derived/time-lag.ts';
import { TimeToLoss } from '../../src/derived/time-to-loss.ts';
import { TransactionalPartitions } from '../../src/derived/transactional.ts';
import type { Markers } from '../../src/derived/marker.ts';
import { noAnswers, noQuestions, type Answers, type Questions } from '../../src/snapshot/follow-up.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

export interface LagWatchOptions {
  readonly refreshIntervalMs?: number;
  readonly historyMs?: number;
  readonly maxColumns?: number;
  readonly askProducers?: boolean;
  readonly answer?: (questions: Questions, snapshot: Snapshot) => Partial<Answers>;
}

export interface Watched extends TimeLags {
  readonly markers: Markers;
  readonly timeToLoss: readonly Float64Array[];
  readonly past: OffsetPast;
  readonly questions: Questions;
}

/** History, time lag and time to loss, put together as the exporter does, with brokers that the test plays. */
export class LagWatch {
  readonly rings: OffsetRings;
  readonly #slots = new SlotTable();
  readonly #transactional: TransactionalPartitions;
  readonly #timeLag: TimeLag;
  readonly #timeToLoss = new TimeToLoss();
  readonly #refreshIntervalMs: number;
  readonly #answer: NonNullable<LagWatchOptions['answer']>;

  constructor(options: LagWatchOptions = {}) {
    const { refreshIntervalMs = 10_000, historyMs = 3_600_000, maxColumns = 400, askProducers = false } = options;
    this.#refreshIntervalMs = refreshIntervalMs;
    this.#answer = options.answer ?? (() => ({}));
    this.rings = new OffsetRings({ historyMs, maxColumns });
    this.#transactional = new TransactionalPartitions({ rings: this.rings, askProducers });
    this.#timeLag = new TimeLag({ rings: this.rings, refreshIntervalMs });
  }

  async see(snapshot: Snapshot, produceRate = new Float64Array(snapshot.partitions.count)): Promise<Watched> {
    const before: Moment = {
      snapshot,
      slots: this.#slots.next(snapshot),
      tickMs: snapshot.tickMs,
      wallMs: snapshot.finishedAtMs,
      refreshIntervalMs: this.#refreshIntervalMs,
      before: undefined,
      answers: noAnswers,
    };
    this.rings.add(before);
    const questions: Questions = {
      ...noQuestions,
      producers: this.#transactional.questions(before),
      oldestUnread: await this.#timeLag.questions(before),
      expiring: this.#timeToLoss.questions(before),
    };
    const moment = { ...before, answers: { ...noAnswers, ...this.#answer(questions, snapshot) } };
    const markers = this.#transactional.update(moment);
    const lags = this.#timeLag.update(moment, markers);
    const timeToLoss = this.#timeToLoss.update(moment, { lagSeconds: lags.lagSeconds, markers, produceRate });
    return { ...lags, markers, timeToLoss, past: new OffsetPast(this.rings, moment), questions };
  }
}
