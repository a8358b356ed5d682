import { observationKey, type Bound, type Finding, type Observation } from '../finding.ts';
import { counted } from '../in-words.ts';
import { certaintyOf, type LossEvent } from './loss-event.ts';
import { advices, caveats, fates, runbooks, severities } from './loss-words.ts';
import type { Moment } from '../moment.ts';

/** A loss is shown until it has not grown for this long. */
const openMs = 3_600_000;
const mostPartitions = 10;

interface OpenLoss {
  observation: Observation;
  grownTick: number;
}

/** Sums up events into what is told to people: one observation for each subject, cause and standing. */
export class LossFindings {
  readonly #open = new Map<string, OpenLoss>();
  #restored: readonly Finding[] = [];

  /** Losses that were open when the exporter ended go on growing. */
  restore(findings: readonly Finding[]): void {
    this.#restored = findings.filter(({ kind, endedMs }) => kind === 'loss' && endedMs === undefined);
  }

  update({ tickMs, wallMs }: Pick<Moment, 'tickMs' | 'wallMs'>, events: readonly LossEvent[]): Observation[] {
    for (const finding of this.#restored) {
      const grownTick = tickMs - Math.max(0, wallMs - finding.updatedMs);
      this.#open.set(finding.key, { observation: observationOf(finding), grownTick });
    }
    this.#restored = [];
    for (const event of events) {
      const key = keyOf(event);
      const observation = observe(key, event, this.#open.get(key)?.observation);
      this.#open.set(key, { observation, grownTick: tickMs });
    }
    for (const [key, { grownTick }] of this.#open) if (tickMs - grownTick >= openMs) this.#open.delete(key);
    return [...this.#open.values()].map(({ observation }) => observation);
  }
}

/** All losses of an abandoned group are one finding. */
function keyOf({ cause, standing, topic, group }: LossEvent): string {
  if (standing === 'abandoned') return observationKey('loss', standing, { group });
  return observationKey('loss', standing === 'counted' ? cause : `${cause} ${standing}`, { topic, group });
}

function observe(key: string, event: LossEvent, before: Observation | undefined): Observation {
  const { cause, group, standing } = event;
  const topic = standing === 'abandoned' ? undefined : event.topic;
  const records = sumOf(before, event.records);
  const bound = before?.bound === undefined ? event.bound : weaker(before.bound, event.bound);
  const isOneTopic = topic !== undefined;
  const partitions = isOneTopic ? [...new Set([...(before?.partitions ?? []), ...event.partitions])] : [];
  return {
    key,
    kind: 'loss',
    name: cause,
    certainty: certaintyOf(standing),
    severity: severities[standing],
    topic,
    group,
    broker: undefined,
    partitions: partitions.toSorted((left, right) => left - right).slice(0, mostPartitions),
    records,
    bound: records === undefined ? undefined : bound,
    title: titleOf(event, topic, records, bound),
    evidence: event.evidence + caveats[standing],
    advice:
      standing === 'abandoned'
        ? 'Delete the group if nobody needs it any more (kafka-consumer-groups.sh --delete); otherwise start its consumers.'
        : advices[cause],
    runbook: runbooks[cause],
  };
}

function titleOf(
  { group, cause, standing }: LossEvent,
  topic: string | undefined,
  records: number | undefined,
  bound: Bound,
): string {
  const subject = [group, topic].filter((part) => part !== undefined).join(' in ');
  const about = { exact: '', upper: 'at most ', lower: 'at least ' }[bound];
  const many = records === undefined ? 'records' : `${about}${counted(records, 'record')}`;
  const verb = standing === 'suspected' ? 'may have been' : records === 1 ? 'was' : 'were';
  const whose = standing === 'abandoned' ? ', which seems abandoned' : '';
  return `${subject}${whose}: ${many} ${verb} ${fates[cause]}`;
}

/** Unknown where neither says how many. */
function sumOf(before: Observation | undefined, records: number | undefined): number | undefined {
  if (before?.records === undefined) return records;
  return records === undefined ? before.records : before.records + records;
}

function weaker(left: Bound, right: Bound): Bound {
  return left === 'exact' ? right : left;
}

function observationOf({
  id: _id,
  startedMs: _started,
  updatedMs: _updated,
  endedMs: _ended,
  ...observation
}: Finding) {
  return observation;
}
