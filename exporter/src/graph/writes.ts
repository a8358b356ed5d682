import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { Topic } from '../snapshot/snapshot.ts';
import type { NameSet } from '../topology/topology.ts';

/** Patterns are slow to match and names do not change: each pair is matched once. */
const remembered = new WeakMap<NameSet, Map<string, boolean>>();

/** Matches what was not matched before, and lets the event loop turn meanwhile: then `topicsWritten` is quick. */
export async function learnWritten(set: NameSet, topics: readonly Topic[]): Promise<void> {
  const answers = answersOf(set, topics.length);
  for (const [index, { name }] of topics.entries()) {
    matches(set, name, answers);
    if (index % 64 === 0 && sliceIsOver()) await nextTurn();
  }
}

/** Indexes of the topics that belong to the set. */
export function topicsWritten(set: NameSet, topics: readonly Topic[]): number[] {
  const answers = answersOf(set, topics.length);
  const written: number[] = [];
  for (const [index, { name }] of topics.entries()) {
    if (matches(set, name, answers)) written.push(index);
  }
  return written;
}

function answersOf(set: NameSet, topics: number): Map<string, boolean> {
  let answers = remembered.get(set);
  // Names of deleted topics would gather for ever.
  if (answers === undefined || answers.size > 2 * topics + 1000) {
    answers = new Map();
    remembered.set(set, answers);
  }
  return answers;
}

function matches(set: NameSet, name: string, answers: Map<string, boolean>): boolean {
  let answer = answers.get(name);
  if (answer === undefined) {
    answer = set.matches(name);
    answers.set(name, answer);
  }
  return answer;
}
