import type { Consumer, ConsumerConfig, ConsumerRunConfig, KafkaMessage } from 'kafkajs';
import { decodeSource, sourceHeader } from './beacon.ts';
import type { Ledger } from './ledger.ts';

/** Where a consumer is in a partition. */
interface Position {
  /** The next offset that was not worked through. */
  next: number;
  /** Of the newest record with a header: to its bucket belongs what is passed without a record. */
  sentMs: number | undefined;
  /** Of the batch that is being worked through: its last offset, markers included, and how many records are left. */
  last: number;
  left: number;
  isBusy: boolean;
  /** What this consumer committed: the next offset to read. */
  committed: number;
}

/** Notes what a consumer has worked through, in whatever order partitions come and go. */
class Progress {
  readonly #ledger: Ledger;
  readonly #group: string;
  readonly #subscriptions: { readonly isOf: (topic: string) => boolean; readonly fromBeginning: boolean }[] = [];
  /** Whether kafkajs commits by itself. */
  autoCommit = false;
  readonly #positions = new Map<string, Position>();
  /** Where a seek went, until what lies there comes: kafkajs still begins, and drops, what it had fetched before. */
  readonly #sought = new Map<string, number>();

  constructor(ledger: Ledger, group: string) {
    this.#ledger = ledger;
    this.#group = group;
  }

  subscribed({ fromBeginning = false, ...subscription }: Parameters<Consumer['subscribe']>[0]): void {
    const topics = 'topics' in subscription ? subscription.topics : [subscription.topic];
    const isOf = (topic: string): boolean =>
      topics.some((one) => (typeof one === 'string' ? one === topic : topic.search(one) >= 0));
    this.#subscriptions.push({ isOf, fromBeginning });
  }

  /** Reading begins anew: at the first offset that comes. */
  forget(): void {
    this.#positions.clear();
    this.#sought.clear();
  }

  begin(topic: string, partition: number, first: number, last: number, left: number): void {
    const key = keyOf(topic, partition);
    if (first < (this.#sought.get(key) ?? -Infinity)) return;
    this.#sought.delete(key);
    const known = this.#positions.get(key);
    if (known === undefined) this.#noteSettings(topic);
    const { next, sentMs, committed } = known ?? { next: first, sentMs: undefined, committed: -1 };
    // Back again, or in a topic that was made anew.
    this.#positions.set(key, { next: Math.min(next, first), sentMs, last, left, isBusy: true, committed });
  }

  #noteSettings(topic: string): void {
    const subscription = this.#subscriptions.find(({ isOf }) => isOf(topic));
    if (subscription?.fromBeginning === false) this.#ledger.setting(topic, 'fromBeginning', false);
    if (this.autoCommit) this.#ledger.setting(topic, 'autoCommit', true);
  }

  handled(topic: string, partition: number, { offset, headers }: KafkaMessage): void {
    const at = Number(offset);
    const key = keyOf(topic, partition);
    // Without a position the partition is no longer this consumer's: what it has handled counts, and nothing before it.
    const position = this.#positions.get(key) ?? {
      ...{ next: at, sentMs: undefined, last: at, left: 1, isBusy: false, committed: -1 },
    };
    const header = headers?.[sourceHeader];
    const source = decodeSource(String(Array.isArray(header) ? header[0] : header));
    if (source !== undefined) {
      this.#ledger.handled(this.#group, topic, partition, source, position.next, at);
      position.next = Math.max(position.next, at + 1);
      position.sentMs = source.sentMs;
    }
    position.left--;
    // Behind the last record of a batch there may be the marker of a transaction.
    if (position.left === 0) this.#pass(topic, partition, position, position.last);
  }

  /** What is committed counts as done once its batch has ended: some commit before they work. */
  committed(topic: string, partition: number, offset: number): void {
    const position = this.#positions.get(keyOf(topic, partition));
    if (position === undefined) return;
    position.committed = Math.max(position.committed, offset);
    if (!position.isBusy) this.#pass(topic, partition, position, offset - 1);
  }

  /** The client goes on behind a batch of which its handler resolved some, and ended well. */
  leftOver(topic: string, partition: number): void {
    const position = this.#positions.get(keyOf(topic, partition));
    if (position === undefined || position.last < position.next) return;
    const { next, last, sentMs = this.#ledger.now } = position;
    this.#ledger.leftOver(this.#group, topic, partition, sentMs, next, last);
    position.next = last + 1;
  }

  ended(topic: string, partition: number): void {
    const position = this.#positions.get(keyOf(topic, partition));
    if (position === undefined) return;
    position.isBusy = false;
    this.#pass(topic, partition, position, position.committed - 1);
  }

  #pass(topic: string, partition: number, position: Position, last: number): void {
    const { next, sentMs = this.#ledger.now } = position;
    if (last < next) return;
    this.#ledger.passed(this.#group, topic, partition, sentMs, next, last);
    position.next = last + 1;
  }

  seek(topic: string, partition: number, offset: number): void {
    const key = keyOf(topic, partition);
    const position = this.#positions.get(key);
    if (position !== undefined && offset > position.next)
      this.#ledger.skipped(this.#group, topic, partition, position.next, offset - 1);
    this.#positions.delete(key);
    this.#sought.set(key, offset);
  }
}

const keyOf = (topic: string, partition: number): string => `${partition} ${topic}`;

/** The consumer as kafkajs makes it; a record counts as received when the application's handler has ended well. */
export function watchConsumer(inner: Consumer, { groupId }: ConsumerConfig, ledger: Ledger): Consumer {
  const progress = new Progress(ledger, groupId);
  inner.on(inner.events.GROUP_JOIN, () => progress.forget());
  inner.on(inner.events.START_BATCH_PROCESS, ({ payload }) => {
    const { topic, partition, firstOffset, lastOffset, batchSize } = payload;
    progress.begin(topic, partition, Number(firstOffset), Number(lastOffset), batchSize);
  });
  inner.on(inner.events.END_BATCH_PROCESS, ({ payload }) => {
    progress.ended(payload.topic, payload.partition);
  });
  inner.on(inner.events.COMMIT_OFFSETS, ({ payload }) => {
    for (const { topic, partitions } of payload.topics) {
      // Whatever its types say: kafkajs gives the number as a text here.
      for (const { partition, offset } of partitions)
        progress.committed(topic, Number(String(partition)), Number(offset));
    }
  });
  return {
    ...inner,
    subscribe: (subscription) => {
      progress.subscribed(subscription);
      return inner.subscribe(subscription);
    },
    seek: (to) => {
      progress.seek(to.topic, to.partition, Number(to.offset));
      inner.seek(to);
    },
    run: (config = {}) => {
      progress.autoCommit = config.autoCommit !== false;
      return inner.run({ ...config, ...handlers(config, progress) });
    },
  };
}

function handlers(config: ConsumerRunConfig, progress: Progress): Pick<ConsumerRunConfig, 'eachMessage' | 'eachBatch'> {
  const { eachMessage, eachBatch, eachBatchAutoResolve = true } = config;
  if (eachMessage !== undefined) {
    return {
      eachMessage: async (payload) => {
        await eachMessage(payload);
        progress.handled(payload.topic, payload.partition, payload.message);
      },
    };
  }
  if (eachBatch === undefined) return {};
  return {
    eachBatch: async (payload) => {
      const { batch } = payload;
      let told = 0;
      const seen = { resolves: false };
      const upTo = (offset: number): void => {
        for (; told < batch.messages.length; told++) {
          const message = batch.messages[told];
          if (message === undefined || Number(message.offset) > offset) return;
          progress.handled(batch.topic, batch.partition, message);
        }
      };
      await eachBatch({
        ...payload,
        resolveOffset: (offset) => {
          seen.resolves = true;
          payload.resolveOffset(offset);
          upTo(Number(offset));
        },
      });
      if (!seen.resolves) upTo(Number(batch.lastOffset()));
      // Whoever resolves by himself, and leaves early, may have handled the rest: kafkajs takes it so where it may.
      else if (eachBatchAutoResolve && told < batch.messages.length) progress.leftOver(batch.topic, batch.partition);
    },
  };
}
