import type { Topic } from '../snapshot/snapshot.ts';
import type { TopicSet } from '../topology/topology.ts';

/** Patterns are slow to match and names do not change: each pair is matched once. */
const remembered = new WeakMap<TopicSet, Map<string, boolean>>();

/** Indexes of the shown topics that belong to the set. */
export function topicsWritten(set: TopicSet, topics: readonly Topic[], shown: readonly boolean[]): number[] {
  let answers = remembered.get(set);
  // Names of deleted topics would gather for ever.
  if (answers === undefined || answers.size > 2 * topics.length + 1000) {
    answers = new Map();
    remembered.set(set, answers);
  }
  const written: number[] = [];
  for (const [index, { name }] of topics.entries()) {
    if (shown[index] !== true) continue;
    let answer = answers.get(name);
    if (answer === undefined) {
      answer = set.matches(name);
      answers.set(name, answer);
    }
    if (answer) written.push(index);
  }
  return written;
}
