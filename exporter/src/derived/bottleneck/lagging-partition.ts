import type { Observation } from '../finding.ts';
import { counted, inThousands } from '../in-words.ts';
import { medianOf, type Share, type SharedTopic } from './shared-topic.ts';
import { bottleneck } from './text.ts';

/** As many times the lag of a usual partition, and so many records at least. */
const farAbove = 10;
const notedLag = 1_000;
/** A partition that receives as many times what a usual one does explains its lag by itself. */
const moreRecords = 2;

/**
 * Where some partitions lag and their sisters do not: a slow member when all that it owns of the topic lags,
 * a hot partition when its member keeps up with the others that it owns, or when it receives more.
 */
export function laggingPartitions(topics: readonly SharedTopic[]): Observation[] {
  return topics.flatMap(({ group, topic, shares, members }) => {
    // Most topics are done here, without a look at what is usual.
    if (members < 2 || !shares.some(({ lag }) => lag >= notedLag)) return [];
    const usualLag = medianOf(shares.map(({ lag }) => lag));
    const usualRate = medianOf(shares.map(({ rate }) => rate));
    const lags = ({ lag }: Share) => lag >= Math.max(notedLag, usualLag * farAbove);
    if (!shares.some(lags)) return [];
    const isHot = (share: Share) => share.rate >= usualRate * moreRecords && share.rate > 0;
    const isSlow = (member: number) => {
      const own = shares.filter((share) => share.member === member);
      return own.every((share) => lags(share) && share.isBehind && !isHot(share));
    };
    const slow = shares.filter(({ member }) => isSlow(member));
    const hot = shares.filter((share) => lags(share) && share.isBehind && !slow.includes(share));
    const found: Observation[] = [];
    if (slow.length > 0) found.push(slowMember(group, topic, slow, usualLag));
    if (hot.length > 0) found.push(hotPartition(group, topic, hot, usualLag));
    return found;
  });
}

function slowMember(group: string, topic: string, slow: readonly Share[], usualLag: number): Observation {
  const members = new Set(slow.map(({ member }) => member)).size;
  const records = sumOfLag(slow);
  return bottleneck({
    name: 'slow_member',
    group,
    topic,
    partitions: slow.map(({ partition }) => partition),
    records,
    title: `${group} in ${topic}: ${counted(members, 'member')} ${members === 1 ? 'falls' : 'fall'} behind with all ${members === 1 ? 'its' : 'their'} partitions, ${counted(records, 'record')}, while the others keep up`,
    evidence: `A usual partition of the topic has a lag of ${inThousands(usualLag)}; these receive no more than the others.`,
    advice:
      'Look at the machine and the log of that member: less processor or memory than the others, a slow connection, a long pause.',
  });
}

function hotPartition(group: string, topic: string, hot: readonly Share[], usualLag: number): Observation {
  const records = sumOfLag(hot);
  return bottleneck({
    name: 'hot_partition',
    group,
    topic,
    partitions: hot.map(({ partition }) => partition),
    records,
    title: `${group} in ${topic}: ${counted(records, 'record')} unread in ${counted(hot.length, 'partition')}, ${inThousands(usualLag)} in a usual one`,
    evidence: 'These partitions receive more than the others, or their member keeps up with the others that it owns.',
    advice:
      'Look at the keys that producers use there, and whether records of one key take longer to process than others.',
  });
}

function sumOfLag(shares: readonly Share[]): number {
  return shares.reduce((sum, { lag }) => sum + lag, 0);
}
