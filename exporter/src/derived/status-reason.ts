import { counted, durationInWords, namesInWords, timeInWords } from './in-words.ts';
import { statuses, type Status, type Verdict } from './status.ts';
import type { Tally } from './status-tally.ts';

/**
 * The verdict with its sentence, which is written when somebody reads it: most are never read. The topics are named
 * where the group has others, too.
 */
export function verdictOf(tally: Tally, namesTopics: boolean, nowMs: number): Verdict {
  const status = statuses[tally.worst];
  return {
    status,
    get reason() {
      if (status === undefined) return notJudged(tally);
      return `${status}: ${sentences[status](tally, namesTopics, nowMs)}`;
    },
  };
}

type Sentence = (tally: Tally, namesTopics: boolean, nowMs: number) => string;

const sentences: Readonly<Record<Status, Sentence>> = {
  OK: (tally) => {
    const unread =
      tally.lag === 0
        ? 'nothing is unread'
        : `${counted(tally.lag, 'record')} behind${Number.isNaN(tally.lagSeconds) ? '' : `, ${durationInWords(tally.lagSeconds)}`}`;
    const left = tally.partitions - tally.judged;
    return `keeps up, ${unread}${left === 0 ? '' : `; ${ofAll(left, tally)} could not be judged`}`;
  },
  REWIND: (tally, namesTopics) =>
    `the commit of ${which(tally, namesTopics)} went back, ${counted(tally.rewound, 'record')} are read again`,
  WARN: (tally, namesTopics) => {
    const waits = Number.isNaN(tally.lagSeconds) ? '' : `, the oldest waits for ${durationInWords(tally.lagSeconds)}`;
    const verb = tally.worstPartitions === 1 ? 'is' : 'are';
    return `${which(tally, namesTopics)} ${verb} behind and not catching up: ${counted(tally.lag, 'record')} unread${waits}`;
  },
  STALL: (tally, namesTopics, nowMs) =>
    `${which(tally, namesTopics)} ${has(tally)} an owner but no commit ${since(tally, nowMs)}`,
  STOP: (tally, namesTopics, nowMs) => `${which(tally, namesTopics)} ${has(tally)} no owner ${since(tally, nowMs)}`,
};

function notJudged({ partitions, worstPartitions, lag, lagSeconds }: Tally): string {
  if (partitions === 0) return 'No offset is committed, so that nothing can be judged';
  if (!(lag > 0)) return 'The offsets are not known, so that nothing can be judged';
  const waits = Number.isNaN(lagSeconds) ? '' : `, the oldest waits for ${durationInWords(lagSeconds)}`;
  const unread = `Cannot be judged yet: ${counted(lag, 'record')} unread${waits}`;
  if (lag > worstPartitions) return `${unread}, and not watched for long enough`;
  return `${unread}, and not watched for long enough, or only the markers of transactions`;
}

function which(tally: Tally, namesTopics: boolean): string {
  const topics = tally.worstTopics.length > 3 ? `in ${counted(tally.worstTopics.length, 'topic')}` : namesOf(tally);
  return `${ofAll(tally.worstPartitions, tally)}${namesTopics ? ` ${topics}` : ''}`;
}

function namesOf({ worstTopics }: Tally): string {
  return `of ${namesInWords(worstTopics)}`;
}

function ofAll(count: number, { partitions }: Tally): string {
  if (count !== partitions) return `${String(count)} of ${counted(partitions, 'partition')}`;
  return partitions === 1 ? 'the only partition' : `all ${counted(partitions, 'partition')}`;
}

function has({ worstPartitions }: Tally): string {
  return worstPartitions === 1 ? 'has' : 'have';
}

function since({ sinceMs, sinceIsKnown, arrived, lag }: Tally, nowMs: number): string {
  const time = `since ${sinceIsKnown ? '' : 'before '}${timeInWords(sinceMs, nowMs)}`;
  return arrived > 0
    ? `${time} while ${counted(arrived, 'record')} arrived`
    : `${time}, ${counted(lag, 'record')} unread`;
}
