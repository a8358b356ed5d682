import type { Snapshot } from '../snapshot/snapshot.ts';
import { aboutRisk } from './about-risk.ts';
import type { FillingDir } from './disk-trend.ts';
import type { Observation, Risk, Severity } from './finding.ts';
import { counted, durationInWords, namesInWords } from './in-words.ts';
import type { KnownRisk } from './risk.ts';

/** Of one risk in more places than these one finding tells all: thousands of the same hide what matters. */
const mostOfARisk = 50;

interface RiskText {
  readonly severity: Severity;
  /** After 'topic', 'topic, group' or '60 topics'. */
  readonly what: string;
  readonly evidence: string;
  readonly advice: string;
  readonly runbook: string;
}

const texts: Readonly<Record<Exclude<Risk, 'disk_full'>, RiskText>> = {
  replication_factor_1: {
    severity: 'warning',
    what: 'every record has one copy only',
    evidence: 'A partition is assigned to a single broker.',
    advice:
      'Raise the replication factor with kafka-reassign-partitions: when that broker is lost, so are the records.',
    runbook: 'topic-risk',
  },
  min_isr_1: {
    severity: 'info',
    what: 'a record counts as written once a single replica has it',
    evidence: 'The lesser of min.insync.replicas and the replication factor is 1 although there are several replicas.',
    advice: 'Set min.insync.replicas to 2, with three replicas or more, and let producers use acks=all.',
    runbook: 'topic-risk',
  },
  min_isr_equals_replication: {
    severity: 'info',
    what: 'nothing can be written while any one replica is away',
    evidence:
      'min.insync.replicas is not lower than the replication factor: producers with acks=all need every replica.',
    advice: 'Add a replica, or lower min.insync.replicas by one, so that a broker can be restarted without a stop.',
    runbook: 'topic-risk',
  },
  unclean_election: {
    severity: 'warning',
    what: 'a replica that lacks records may become leader',
    evidence: 'unclean.leader.election.enable is true.',
    advice: 'Set it to false where records matter more than going on without them.',
    runbook: 'topic-risk',
  },
  one_rack: {
    severity: 'info',
    what: 'all replicas of a partition are in one rack',
    evidence: 'The brokers of all its replicas name the same broker.rack.',
    advice: 'Spread the replicas with kafka-reassign-partitions: one rack without power takes all copies with it.',
    runbook: 'topic-risk',
  },
  retention_below_lag: {
    severity: 'critical',
    what: 'the oldest unread record is older than the retention',
    evidence: 'Retention may delete it at any moment, unread.',
    advice: 'Raise retention.ms of the topic now, then find out why the group is behind.',
    runbook: 'records-about-to-expire',
  },
  compaction_below_lag: {
    severity: 'warning',
    what: 'the reader is further behind than deletions are kept',
    evidence:
      'Compaction removes a tombstone after delete.retention.ms: who has not read it by then keeps what was deleted.',
    advice: 'Raise delete.retention.ms of the topic, then find out why the group is behind.',
    runbook: 'topic-risk',
  },
  offsets_expire: {
    severity: 'warning',
    what: 'the committed offsets will soon be forgotten',
    evidence:
      'The group has no members, and Kafka deletes the offsets of such a group after offsets.retention.minutes.',
    advice:
      'Start a consumer of the group or commit its offsets again; without them it begins where auto.offset.reset says.',
    runbook: 'topic-risk',
  },
};

/** One for each topic, or group and topic, and risk. */
export function observeRisks({ topics }: Snapshot, risks: readonly KnownRisk[]): Observation[] {
  const byRisk = new Map<Exclude<Risk, 'disk_full'>, KnownRisk[]>();
  for (const known of risks) {
    if (known.risk === 'disk_full') continue;
    const others = byRisk.get(known.risk);
    if (others === undefined) byRisk.set(known.risk, [known]);
    else others.push(known);
  }
  const nameOf = ({ topic }: KnownRisk) => topics[topic]?.name ?? '';
  return [...byRisk].flatMap(([risk, all]) => {
    if (all.length > mostOfARisk) return [ofMany(risk, [...new Set(all.map(nameOf))])];
    return all.map((known) => ofOne(risk, known, nameOf(known)));
  });
}

function ofOne(
  name: Exclude<Risk, 'disk_full'>,
  { group, seconds, limitSeconds }: KnownRisk,
  topic: string,
): Observation {
  const { what, evidence, ...text } = texts[name];
  const numbers =
    seconds === undefined || limitSeconds === undefined
      ? ''
      : ` (${durationInWords(seconds)} of ${durationInWords(limitSeconds)})`;
  return {
    ...aboutRisk(name, { topic, group }),
    title: `${group === undefined ? '' : `${group} in `}${topic}: ${what}${numbers}`,
    evidence,
    ...text,
  };
}

function ofMany(name: Exclude<Risk, 'disk_full'>, topics: readonly string[]): Observation {
  const { what, evidence, ...text } = texts[name];
  return {
    ...aboutRisk(name, {}),
    title: `${counted(topics.length, 'topic')} (${namesInWords(topics)}): ${what}`,
    evidence,
    ...text,
  };
}

export function observeFillingDirs(dirs: readonly FillingDir[]): Observation[] {
  const byBroker = Map.groupBy(dirs, ({ broker }) => broker);
  return [...byBroker].map(([broker, ofBroker]) => {
    const told = ofBroker.map(({ path, usedShare, fullInMs }) => {
      const used = `${path} is ${(usedShare * 100).toFixed(0)} % full`;
      return fullInMs === undefined ? used : `${used} and fills up within ${durationInWords(fullInMs / 1000)}`;
    });
    return {
      ...aboutRisk('disk_full', { broker }),
      severity: 'critical',
      title: `Broker ${String(broker)}: ${told.join('; ')}`,
      evidence:
        'Total and usable bytes as the broker tells them (DescribeLogDirs), and how the usable ones fell in the last half hour.',
      advice:
        'Make room before it is full: then the broker takes the whole log dir offline. Lower the retention of large topics or move replicas away.',
      runbook: 'disk-full',
    };
  });
}
