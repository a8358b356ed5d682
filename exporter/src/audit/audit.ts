import type { Beacon } from '../../../probe/src/beacon.ts';
import { aboutRisk } from '../derived/about-risk.ts';
import { observationKey, type Observation } from '../derived/finding.ts';
import { advices, fates } from '../derived/loss/loss-words.ts';
import { counted, durationInWords, namesInWords } from '../derived/in-words.ts';
import type { LossCount } from '../derived/state.ts';
import type { Reader } from '../derived/producer/join-groups.ts';
import type { Sighting } from '../derived/producer/sightings.ts';
import { placeOf } from '../snapshot/place-of.ts';
import type { Snapshot, Topic } from '../snapshot/snapshot.ts';
import { topicIdentity } from '../snapshot/topic-identity.ts';
import type { AuditedTopic, AuditState } from './audit-state.ts';
import { lateOf, sum } from './group-audit.ts';
import { TopicAudit, type Closed, type Committed, type Heard } from './topic-audit.ts';

export interface AuditOptions {
  /**
   * After so long without a beacon a probe counts as gone, and what it did not tell as suspected; a record that was
   * handled so long after it was handed over is late.
   */
  readonly deadlineMs?: number;
}

export interface Audited {
  readonly state: AuditState;
  readonly observations: readonly Observation[];
  /** Records that brokers refused, of every topic that is audited: cause `unsent`. */
  readonly unsent: readonly LossCount[];
  /** Who wrote where, by the beacons of the last minutes. */
  readonly sightings: readonly Sighting[];
  /** Who reads with which groups, by the same. */
  readonly readers: readonly Reader[];
}

const nothingAudited: Audited = { state: { topics: [] }, observations: [], unsent: [], sightings: [], readers: [] };

const usualDeadlineMs = 600_000;
/** A finding lasts so long after records were last found missing. */
const recentMs = 3_600_000;

/** Compares, for one cluster, what probes say they sent with what probes say they received. */
export class Audit {
  readonly #deadlineMs: number;
  readonly #topics = new Map<string, TopicAudit>();

  constructor({ deadlineMs = usualDeadlineMs }: AuditOptions = {}) {
    this.#deadlineMs = deadlineMs;
  }

  add(beacon: Beacon, heard: Heard): void {
    let audit = this.#topics.get(beacon.topic);
    if (audit === undefined) this.#topics.set(beacon.topic, (audit = new TopicAudit()));
    audit.add(beacon, heard);
  }

  /** Forgets topics that another exporter audits from now on; what it needs is in the topic of beacons. */
  keepOnly(isOwn: (topic: string) => boolean): void {
    for (const topic of this.#topics.keys()) if (!isOwn(topic)) this.#topics.delete(topic);
  }

  /** @param isRead Whether all beacons of a topic that lay there were read; nothing is told of it before. */
  evaluate(snapshot: Snapshot, isRead: (topic: string) => boolean = () => true): Audited {
    const { tickMs, finishedAtMs: wallMs } = snapshot;
    const read = [...this.#topics].filter(([name]) => isRead(name));
    if (read.length === 0) return nothingAudited;
    const topicOf = new Map(snapshot.topics.map((topic) => [topic.name, topic]));
    const commits = new Map(snapshot.groups.map((group) => [group.id, group.offsets]));
    for (const [name, audit] of read) {
      const topic = topicOf.get(name);
      if (topic !== undefined) audit.isOf(topicIdentity(topic), wallMs);
      // Compaction removes records on purpose; nothing can be concluded of a topic that is not there, or may be compacted.
      const isComparable = topic?.config !== undefined && !topic.config.cleanupPolicy.includes('compact');
      const committed: Committed | undefined = isComparable
        ? (group, partition) => committedOf(commits.get(group), topic, partition)
        : undefined;
      audit.evaluate({ tickMs, wallMs, committed, deadlineMs: this.#deadlineMs });
      if (audit.isForgotten) this.#topics.delete(name);
    }
    const audits = read.sort(([left], [right]) => (left < right ? -1 : 1));
    return {
      state: { topics: audits.map(([topic, audit]) => tell(topic, audit, { wallMs, lateMs: this.#deadlineMs })) },
      // From zero on, so that the first one is seen to come.
      unsent: audits.map(([topic, { rejectedTotal, lastRejectedMs }]) => ({
        group: undefined,
        topic,
        cause: 'unsent',
        records: rejectedTotal,
        lastMs: lastRejectedMs,
      })),
      observations: audits.flatMap(([topic, audit]) => observe(topic, audit, { wallMs, tickMs })),
      sightings: audits.flatMap(([topic, audit]) =>
        audit.reporters.flatMap(({ service, through, heardTick }): Sighting[] =>
          through === undefined
            ? []
            : [{ name: service, topic, evidence: 'probe', lastMs: wallMs - (tickMs - heardTick) }],
        ),
      ),
      readers: audits.flatMap(([, { groups }]) =>
        [...groups].flatMap(([group, { services }]) =>
          [...services].flatMap(([service, heardTick]) => (tickMs - heardTick > recentMs ? [] : [{ group, service }])),
        ),
      ),
    };
  }
}

function committedOf(
  offsets: Snapshot['groups'][number]['offsets'] | undefined,
  topic: Topic,
  partition: number,
): number | undefined {
  if (offsets === undefined || partition >= topic.partitionCount) return undefined;
  const place = placeOf(offsets.partition, topic.firstPartition + partition);
  return place < 0 ? undefined : offsets.committed[place];
}

function tell(
  topic: string,
  audit: TopicAudit,
  { wallMs, lateMs }: { readonly wallMs: number; readonly lateMs: number },
): AuditedTopic {
  const { buckets } = audit;
  return {
    topic,
    acknowledged: audit.acknowledgedTotal,
    rejected: audit.rejectedTotal,
    buckets: buckets.map((bucket) => audit.tell(bucket, lateMs)),
    groups: [...audit.groups]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([group, own]) => {
        const recent = recentlyClosed(buckets, group, wallMs);
        const compared = sum(recent, (closed) => closed.compared);
        return {
          group,
          received: own.receivedTotal,
          missing: own.missingTotal,
          duplicated: own.total.duplicated,
          redelivered: own.total.redelivered,
          late: lateOf(own.total, lateMs),
          completeness: compared === 0 ? NaN : 1 - sum(recent, (closed) => closed.missing) / compared,
          latency: own.total.latency,
          latencySumMs: own.total.latencySum,
        };
      }),
  };
}

function recentlyClosed(buckets: TopicAudit['buckets'], group: string, wallMs: number): Closed[] {
  return buckets.flatMap(({ closed }) => {
    const one = closed.get(group);
    return one !== undefined && wallMs - one.atMs < recentMs ? [one] : [];
  });
}

function observe(topic: string, audit: TopicAudit, { wallMs, tickMs }: Heard): Observation[] {
  const isRecent = ({ heardTick }: { readonly heardTick: number }): boolean => tickMs - heardTick <= recentMs;
  return [
    ...observeUnsent(topic, audit, wallMs),
    ...observeMissing(topic, audit, wallMs),
    ...observeSettings(topic, audit.reporters.filter(isRecent)),
    ...observePartial(topic, audit, isRecent),
  ];
}

function observeUnsent(topic: string, audit: TopicAudit, wallMs: number): Observation[] {
  const { rejectedTotal, lastRejectedMs = -Infinity } = audit;
  const unsent: Observation[] = [];
  if (wallMs - lastRejectedMs < recentMs) {
    unsent.push({
      ...common(topic, undefined, 'unsent'),
      certainty: 'proved',
      severity: 'critical',
      records: rejectedTotal,
      bound: 'exact',
      title: `${topic}: ${counted(rejectedTotal, 'record')} ${fates.unsent}`,
      evidence: 'Probes count the sends to which a broker answered that it does not take the record.',
      advice: advices.unsent,
      runbook: 'records-unsent',
    });
  }
  const unanswered = audit.unanswered(wallMs - recentMs);
  if (unanswered > 0) {
    unsent.push({
      ...common(topic, undefined, 'unsent suspected'),
      certainty: 'suspected',
      severity: 'warning',
      records: unanswered,
      bound: 'upper',
      title: `${topic}: at most ${counted(unanswered, 'record')} of ${writers(audit)} may never have been written, as no broker answered to them`,
      evidence:
        'Probes count the records that were sent and that no answer of a broker names: after a timeout, where a client lost them while a leader moved, or where a producer ended without telling of them. No group has received these. This is not proved, and it is not counted.',
      advice:
        'Send again what matters when a send fails. An idempotent producer writes nothing twice when it does. Look whether the answer to a send names every partition: some clients drop what they had for a leader that moved.',
      runbook: 'records-unsent',
    });
  }
  return unsent;
}

/** Settings that probes tell, and what may come of them. */
const risky: Readonly<Record<string, string>> = {
  acks: 'brokers are not waited for (acks=0): what they do not take is lost, and nobody is told',
  idempotent: 'a retry may write a record twice (not idempotent)',
  retries: 'a record is given up at the first error (no retries)',
  autoCommit:
    'offsets are committed by the client itself: after a crash records are handled again, and work that a handler leaves for later may be passed over (autoCommit)',
  fromBeginning:
    'a consumer group without a commit begins at the end and passes over what is there (not fromBeginning)',
};

/** One finding for each topic: what its clients are set to that may lose or repeat records. */
function observeSettings(topic: string, reporters: TopicAudit['reporters']): Observation[] {
  const told = new Map<string, Set<string>>();
  for (const { service, settings, isFinal } of reporters) {
    if (isFinal) continue;
    for (const name of Object.keys(settings).filter((one) => one in risky)) {
      told.set(name, (told.get(name) ?? new Set()).add(service));
    }
  }
  if (told.size === 0) return [];
  const names = [...told.keys()].sort();
  return [
    {
      ...aboutRisk('client_settings', { topic }),
      severity: 'info',
      title: `${topic}: ${names.map((name) => `${namesInWords([...(told.get(name) ?? [])].sort())}: ${risky[name] ?? name}`).join('; ')}`,
      evidence: 'The probes of these services tell how their clients are set.',
      advice:
        'Where every record counts: acks=all, idempotent producers, retries, commits after the work is done, and fromBeginning for new groups.',
      runbook: 'topic-risk',
    },
  ];
}

/** One finding for each topic: of whom not all can be compared, and why. */
function observePartial(
  topic: string,
  { reporters, groups }: TopicAudit,
  isRecent: (told: { readonly heardTick: number }) => boolean,
): Observation[] {
  const sent = reporters.flatMap(({ service, partial, isFinal, heardTick }) =>
    partial === undefined || isFinal || !isRecent({ heardTick }) ? [] : [`what ${service} sent (${partial})`],
  );
  const handled = [...groups].flatMap(([group, { partial }]) =>
    partial === undefined || !isRecent(partial) ? [] : [`what ${group} handled (${partial.reason})`],
  );
  if (sent.length + handled.length === 0) return [];
  return [
    {
      ...aboutRisk('audit_partial', { topic }),
      severity: 'info',
      title: `${topic}: not all can be compared: ${namesInWords([...new Set([...sent, ...handled])].sort())}`,
      evidence: 'Probes tell so themselves. Of these records nothing is counted as missing, as it is not known.',
      advice:
        'Where every record counts: acks=all, the probe’s header in every record, and handlers of batches that resolve each record or none.',
      runbook: 'topic-risk',
    },
  ];
}

function observeMissing(topic: string, audit: TopicAudit, wallMs: number): Observation[] {
  const { buckets } = audit;
  return [...audit.groups].flatMap(([group, own]) => {
    const missing: Observation[] = [];
    if (own.lastMissingMs !== undefined && wallMs - own.lastMissingMs < recentMs) {
      missing.push({
        ...common(topic, group, 'missing'),
        certainty: 'proved',
        severity: 'critical',
        records: own.missingTotal,
        bound: 'exact',
        title: `${group} in ${topic}: ${counted(own.missingTotal, 'record')} acknowledged to ${writers(audit)} never arrived`,
        evidence:
          'Probes number the records. The group has committed past all of them, its consumers told of every offset, and these numbers were not among what they handled.',
      });
    }
    const suspected = sum(recentlyClosed(buckets, group, wallMs), (closed) => closed.suspected);
    if (suspected > 0) {
      missing.push({
        ...common(topic, group, 'missing suspected'),
        certainty: 'suspected',
        severity: 'warning',
        records: suspected,
        bound: 'upper',
        title: `${group} in ${topic}: at most ${counted(suspected, 'record')} may be missing, as a consumer ended without telling what it had handled`,
        evidence: `The group has committed past them, and ${durationInWords(recentMs / 1000)} or less ago nobody had told of these offsets. This is not proved, and it is not counted.`,
      });
    }
    return missing;
  });
}

function writers(audit: TopicAudit): string {
  const services = audit.reporters.flatMap(({ service, through }) => (through === undefined ? [] : [service]));
  return namesInWords([...new Set(services)].sort());
}

function common(topic: string, group: string | undefined, key: string) {
  return {
    key: observationKey('loss', key, { topic, group }),
    kind: 'loss',
    name: group === undefined ? 'unsent' : 'missing',
    topic,
    group,
    broker: undefined,
    partitions: [],
    advice:
      'Look into the logs of the group’s consumers at that time for records that were passed over: an error that was swallowed, offsets committed before the work was done.',
    runbook: 'records-missing',
  } as const;
}
