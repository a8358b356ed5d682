import type { LossCause } from '../derived/finding.ts';
import type { LossCount } from '../derived/state.ts';
import { count } from './count.ts';
import type { Current } from './current.ts';

/** What a subject lost since it was first seen. */
export interface Lost {
  readonly records: number;
  /** A sentence, when some of it was lost within the last hour. */
  readonly recent: string | undefined;
}

export interface LostRecords {
  /** undefined when no losses are counted for the subject. */
  ofGroup(group: string): Lost | undefined;
  ofTopic(topic: string): Lost | undefined;
  /** Of a group in a topic. */
  ofRead(group: string, topic: string): Lost | undefined;
}

const recentMs = 3_600_000;

const words: Readonly<Record<LossCause, string>> = {
  expired: 'were deleted before the group read them',
  deleted: 'went with their topic before the group read them',
  skipped: 'were skipped when the group was moved past them',
  truncated: 'were acknowledged and are gone since the leader changed',
  reset: 'were passed over when the group began anew',
  unsent: 'were refused by the brokers when they were sent',
};

/** Sums are made once per refresh, whoever asks. */
const made = new WeakMap<readonly LossCount[], LostRecords>();

export function lostRecords({ snapshot, derived }: Current): LostRecords {
  const present = made.get(derived.losses);
  if (present !== undefined) return present;
  const sums = sumLosses(derived.losses, snapshot.finishedAtMs);
  made.set(derived.losses, sums);
  return sums;
}

function sumLosses(losses: readonly LossCount[], nowMs: number): LostRecords {
  const topics = new Map<string, LossCount[]>();
  const groups = new Map<string, Map<string, LossCount[]>>();
  for (const loss of losses) {
    if (loss.group === undefined) {
      put(topics, loss);
      continue;
    }
    let ofGroup = groups.get(loss.group);
    if (ofGroup === undefined) groups.set(loss.group, (ofGroup = new Map<string, LossCount[]>()));
    put(ofGroup, loss);
  }
  return {
    ofGroup: (group) => sumOf([...(groups.get(group)?.values() ?? [])].flat(), nowMs),
    ofTopic: (topic) => sumOf(topics.get(topic) ?? [], nowMs),
    ofRead: (group, topic) => sumOf(groups.get(group)?.get(topic) ?? [], nowMs),
  };
}

function put(byTopic: Map<string, LossCount[]>, loss: LossCount): void {
  const present = byTopic.get(loss.topic);
  if (present === undefined) byTopic.set(loss.topic, [loss]);
  else present.push(loss);
}

function sumOf(losses: readonly LossCount[], nowMs: number): Lost | undefined {
  if (losses.length === 0) return undefined;
  let records = 0;
  let newest: LossCount | undefined;
  for (const loss of losses) {
    records += loss.records;
    if (loss.lastMs === undefined || nowMs - loss.lastMs > recentMs) continue;
    if (newest === undefined || loss.lastMs > (newest.lastMs ?? -Infinity)) newest = loss;
  }
  return { records, recent: newest === undefined ? undefined : sentence(newest, losses.length > 1) };
}

function sentence({ records, topic, cause, lastMs = NaN }: LossCount, namesTopic: boolean): string {
  const of = namesTopic ? ` of ${topic}` : '';
  return `Lost: ${count(records, 'record')}${of} ${words[cause]}, the last at ${timeOf(lastMs)}.`;
}

/** '14:02 UTC'. */
function timeOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(11, 16)} UTC`;
}
