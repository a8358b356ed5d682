import {
  Partitioners,
  type ICustomPartitioner,
  type Message,
  type Producer,
  type ProducerBatch,
  type ProducerConfig,
  type RecordMetadata,
  type Transaction,
} from 'kafkajs';
import { encodeSource, sourceHeader, type Source } from './beacon.ts';
import type { Fate } from './bucket.ts';
import type { Ledger } from './ledger.ts';

export interface ProducerOptions {
  readonly ledger: Ledger;
  /** Whether records carry the header that numbers them. */
  readonly header: boolean;
}

/** A record on its way, once it has a partition. */
interface Numbered extends Omit<Source, 'name'> {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Refusals after which a record is certainly not in the topic: of every attempt, as kafkajs does not try again after
 * them. After one that it does try again an earlier attempt may have been written.
 */
const rejections: ReadonlySet<string> = new Set([
  'MESSAGE_TOO_LARGE',
  'INVALID_MESSAGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'INVALID_REQUIRED_ACKS',
  'RECORD_LIST_TOO_LARGE',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
]);

/**
 * Numbers records within their partition and notes what becomes of them. kafkajs asks its partitioner where each record
 * goes: there, and only there, is the partition known before it is sent. A retry asks again and gets the same.
 */
class CountingPartitioner {
  readonly #numbered = new WeakMap<object, Numbered>();
  readonly #options: ProducerOptions;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  wrap(inner: ICustomPartitioner = Partitioners.DefaultPartitioner): ICustomPartitioner {
    return () => {
      const choose = inner();
      return (args) => {
        const known = this.#numbered.get(args.message);
        if (known !== undefined) return known.partition;
        const partition = choose(args);
        this.#number(args.topic, partition, args.message);
        return partition;
      };
    };
  }

  of(message: Message): Numbered | undefined {
    return this.#numbered.get(message);
  }

  #number(topic: string, partition: number, message: Message): void {
    const { ledger, header } = this.#options;
    const numbered = { topic, partition, sequence: ledger.takeSequence(topic, partition), sentMs: ledger.now };
    this.#numbered.set(message, numbered);
    if (header)
      message.headers = { ...message.headers, [sourceHeader]: encodeSource({ ...numbered, name: ledger.source }) };
  }
}

type Answered = readonly [record: Numbered, offset: number | undefined];

/** What a transaction sent, whose fate is known when it ends. */
type Waiting = { readonly settle: () => void; readonly records: readonly Answered[] }[];

/** The producer as kafkajs makes it, whose sends are counted. */
export function watchProducer(
  make: (config: ProducerConfig) => Producer,
  config: ProducerConfig,
  options: ProducerOptions,
): Producer {
  const { ledger } = options;
  const partitioner = new CountingPartitioner(options);
  const inner = make({ ...config, createPartitioner: partitioner.wrap(config.createPartitioner) });
  const settings = settingsOf(config);

  /** Copies messages, as their headers are changed; counts them when the send has ended, however it did. */
  const counted =
    (send: (batch: ProducerBatch) => Promise<RecordMetadata[]>, waiting?: Waiting) =>
    async ({ topicMessages = [], ...batch }: ProducerBatch): Promise<RecordMetadata[]> => {
      const copies = topicMessages.map(({ topic, messages }) => ({
        topic,
        messages: messages.map((one) => ({ ...one })),
      }));
      const atMs = ledger.now;
      const settled = copies.map(({ topic }) => ledger.handedOver(topic, atMs));
      const settle = (): void => settled.forEach((one) => one());
      const numbered = (): Numbered[] =>
        copies.flatMap(({ messages }) => messages).flatMap((one) => partitioner.of(one) ?? []);
      const note = (fate: Fate): void => {
        for (const one of numbered()) ledger.sent(one.topic, one.partition, one, fate);
        settle();
      };
      for (const { topic } of copies) for (const [name, value] of settings) ledger.setting(topic, name, value);
      if (batch.acks === 0) {
        for (const { topic } of copies) ledger.setting(topic, 'acks', 0);
        for (const { topic } of copies) ledger.partial(topic, 'acks=0: brokers do not answer');
      }
      if (!options.header) for (const { topic } of copies) ledger.partial(topic, 'records carry no header');
      let answers: RecordMetadata[];
      try {
        answers = await send({ ...batch, topicMessages: copies });
      } catch (error) {
        if (isRejection(error, numbered())) note('rejected');
        // Should the transaction be aborted, nobody is to have them.
        else if (waiting !== undefined) waiting.push({ settle, records: withOffsets(numbered(), []) });
        else note('unknown');
        throw error;
      }
      const records = withOffsets(numbered(), answers);
      if (waiting !== undefined) waiting.push({ settle, records });
      else if (batch.acks === 0) note('unknown');
      else {
        noteAnswered(ledger, records, 'acked');
        settle();
      }
      return answers;
    };

  const sends = (base: Pick<Producer, 'sendBatch'>, waiting?: Waiting): Pick<Producer, 'send' | 'sendBatch'> => {
    const sendBatch = counted((batch) => base.sendBatch(batch), waiting);
    return {
      sendBatch,
      send: ({ topic, messages, ...record }) => sendBatch({ ...record, topicMessages: [{ topic, messages }] }),
    };
  };

  return {
    ...inner,
    ...sends(inner),
    transaction: async () => {
      const transaction = await inner.transaction();
      const waiting: Waiting = [];
      const end = (how: 'commit' | 'abort', fate: Fate) => async (): Promise<void> => {
        let became: Fate = 'unknown';
        try {
          await transaction[how]();
          became = fate;
        } finally {
          for (const { records, settle } of waiting.splice(0)) {
            noteAnswered(ledger, records, became);
            settle();
          }
        }
      };
      return {
        ...transaction,
        ...sends(transaction, waiting),
        commit: end('commit', 'acked'),
        abort: end('abort', 'aborted'),
      } satisfies Transaction;
    },
  };
}

/** Those that may lose or repeat records. */
function settingsOf({ idempotent = false, retry, transactionalId }: ProducerConfig): [string, boolean | number][] {
  return [
    ...(!idempotent && transactionalId === undefined ? [['idempotent', false] satisfies [string, boolean]] : []),
    ...(retry?.retries === 0 ? [['retries', 0] satisfies [string, number]] : []),
  ];
}

function isRejection(error: unknown, records: readonly Numbered[]): boolean {
  const { type, originalError, cause } = error as { type?: string; originalError?: unknown; cause?: unknown };
  if (type !== undefined) {
    // Of several partitions one was refused, and the others may have been written.
    const places = new Set(records.map(({ topic, partition }) => `${partition} ${topic}`));
    return places.size === 1 && rejections.has(type);
  }
  const inner = originalError ?? cause;
  return inner !== undefined && inner !== error && isRejection(inner, records);
}

/** The broker names the first offset of each partition; what came together lies together. */
function withOffsets(records: readonly Numbered[], answers: readonly RecordMetadata[]): Answered[] {
  const next = new Map<string, number>();
  for (const { topicName, partition, baseOffset } of answers) {
    const offset = Number(baseOffset ?? -1);
    if (offset >= 0) next.set(`${partition} ${topicName}`, offset);
  }
  return records.map((record) => {
    const key = `${record.partition} ${record.topic}`;
    const offset = next.get(key);
    if (offset !== undefined) next.set(key, offset + 1);
    return [record, offset];
  });
}

/** What no answer names is not acknowledged. */
function noteAnswered(ledger: Ledger, records: readonly Answered[], fate: Fate): void {
  for (const [record, offset] of records) {
    const { topic, partition } = record;
    ledger.sent(topic, partition, record, fate === 'acked' && offset === undefined ? 'unknown' : fate, offset);
  }
}
