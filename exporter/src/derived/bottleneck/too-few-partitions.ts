import type { Observation } from '../finding.ts';
import { counted } from '../in-words.ts';
import type { SharedTopic } from './shared-topic.ts';
import { bottleneck } from './text.ts';

/**
 * Every partition has a member of its own, and all of them fall behind: another member would get nothing to read,
 * so that only more partitions, or faster members, help.
 */
export function tooFewPartitions(topics: readonly SharedTopic[]): Observation[] {
  return topics
    .filter(({ shares, members }) => members === shares.length && shares.every(({ isBehind }) => isBehind))
    .map(({ group, topic, shares }) => {
      const records = shares.reduce((sum, { lag }) => sum + lag, 0);
      return bottleneck({
        name: 'too_few_partitions',
        group,
        topic,
        partitions: shares.map(({ partition }) => partition),
        records,
        title: `${group} in ${topic}: all ${counted(shares.length, 'partition')} fall behind although each has a member of its own`,
        evidence: `${counted(records, 'record')} are unread and not becoming fewer in any partition; one more member would own nothing.`,
        advice:
          'Make each member faster (larger batches, work in parallel), or add partitions: keys then move to other partitions.',
      });
    });
}
