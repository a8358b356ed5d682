import { collectInto, inOrderOfName } from './collect.ts';
import { readEpochEnds } from './epoch-ends.ts';
import type { Answers, FoundOffsets, OffsetsAt, Questions } from './follow-up.ts';
import { readGoneTopics } from './gone-topics.ts';
import { readOffsetsAt } from './offsets-at.ts';
import { readProducers } from './producers.ts';
import { readSamples } from './record-samples.ts';
import type { Refresh } from './refresh.ts';
import type { CollectorOutcome } from './snapshot.ts';
import type { TopicTable } from './topics.ts';

/** What is known of the refresh that the questions are about. */
export interface AnswerOptions {
  /** Its brokers; one that was found dead is not asked again. */
  readonly refresh: Refresh;
  readonly table: TopicTable;
  /** How long a broker may take for one answer. */
  readonly timeoutMs: number;
  /** Names of record headers that name a producer, beside those of the field. */
  readonly sourceHeaders: readonly string[];
}

/**
 * Asks brokers what a snapshot leaves open, all kinds of questions at once: of each leader in chunks, each kind a
 * collector with an outcome of its own. What nobody asks is not sent. Does not throw: what fails is unknown.
 */
export async function answerQuestions(options: AnswerOptions, questions: Questions): Promise<Answers> {
  const { refresh, table, timeoutMs } = options;
  const { epochEnds, oldestUnread, expiring, topicIds, producers, samples } = questions;
  const collectors: CollectorOutcome[] = [];
  const collect = collectInto(collectors);
  const ask = <T>(name: string, count: number, work: Parameters<typeof collect<T>>[1], nothing: T): Promise<T> =>
    count === 0 ? Promise.resolve(nothing) : collect(name, work);

  const noOffsets = { offset: new Float64Array(), timestampMs: new Float64Array() };
  const [ends, [unread, expire], topicsGone, active, sampled] = await Promise.all([
    ask(
      'leader-epochs',
      epochEnds.partition.length,
      (troubles) => readEpochEnds({ refresh, table, troubles }, epochEnds),
      new Float64Array(),
    ),
    ask(
      'timestamps',
      oldestUnread.partition.length + expiring.partition.length,
      (troubles) => readTogether({ refresh, table, troubles, timeoutMs }, oldestUnread, expiring),
      [noOffsets, noOffsets] as const,
    ),
    ask(
      'topic-ids',
      topicIds.length,
      (troubles) => readGoneTopics(refresh, topicIds, troubles),
      new Set<string>() as ReadonlySet<string>,
    ),
    ask(
      'producers',
      producers.length,
      (troubles) => readProducers({ refresh, table, troubles }, producers),
      new Map() as Answers['producers'],
    ),
    ask(
      'headers',
      samples.partition.length,
      (troubles) => readSamples({ refresh, table, troubles }, samples, options.sourceHeaders),
      [] as Answers['samples'],
    ),
  ]);
  return {
    epochEnds: ends,
    oldestUnread: unread,
    expiring: expire,
    topicsGone,
    producers: active,
    samples: sampled,
    collectors: inOrderOfName(collectors),
  };
}

/** Puts two lists of questions into the same requests. */
async function readTogether(
  context: Parameters<typeof readOffsetsAt>[0],
  one: OffsetsAt,
  other: OffsetsAt,
): Promise<readonly [FoundOffsets, FoundOffsets]> {
  const { offset, timestampMs } = await readOffsetsAt(context, {
    partition: Int32Array.of(...one.partition, ...other.partition),
    timestampMs: Float64Array.of(...one.timestampMs, ...other.timestampMs),
  });
  const middle = one.partition.length;
  return [
    { offset: offset.subarray(0, middle), timestampMs: timestampMs.subarray(0, middle) },
    { offset: offset.subarray(middle), timestampMs: timestampMs.subarray(middle) },
  ];
}
