import type { Snapshot } from '../snapshot/snapshot.ts';
import { aboutRisk } from './about-risk.ts';
import type { Observation, Severity } from './finding.ts';
import { counted, namesInWords } from './in-words.ts';
import { isBelowMinIsr, isOffline, isUnderReplicated } from './replication.ts';

/** Partitions by dense index, ascending. */
type Places = readonly number[];

/**
 * Brokers that are away or do not answer, one for each; partitions without a leader; those that refuse records; and
 * copies that are behind although their brokers are there.
 */
export function observeReplication(snapshot: Snapshot): Observation[] {
  const { brokers, partitions } = snapshot;
  // Every cluster has a broker: without any nothing is known.
  if (brokers.length === 0) return [];
  // Brokers that are listed, and whether all of their log dirs are online.
  const present = new Map(brokers.map(({ id, logDirs }) => [id, logDirs.every(({ online }) => online)]));
  const { replicaStart, replicaNodes } = partitions;
  const onMissing = new Map<number, number[]>();
  const [offline, refusing, behind]: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < partitions.count; at++) {
    let isExplained = false;
    for (let place = replicaStart[at] ?? 0; place < (replicaStart[at + 1] ?? 0); place++) {
      const broker = replicaNodes[place] ?? -1;
      const isWell = present.get(broker);
      if (isWell === true || broker < 0) continue;
      isExplained = true;
      if (isWell === false) continue;
      const places = onMissing.get(broker);
      if (places === undefined) onMissing.set(broker, [at]);
      else places.push(at);
    }
    if (isOffline(snapshot, at) === true) offline.push(at);
    else if (isBelowMinIsr(snapshot, at) === true) refusing.push(at);
    else if (!isExplained && isUnderReplicated(snapshot, at)) behind.push(at);
  }
  return [
    ...[...onMissing].map(([broker, places]) => brokerAway(snapshot, broker, places)),
    ...brokers.flatMap(({ id, error }) => (error === undefined ? [] : [brokerSilent(snapshot, id, error)])),
    ...(offline.length > 0 ? [partitionsOffline(snapshot, offline)] : []),
    ...(refusing.length > 0 ? [partitionsRefusing(snapshot, refusing)] : []),
    ...(behind.length > 0 ? [copiesBehind(snapshot, behind)] : []),
  ];
}

function brokerAway(snapshot: Snapshot, broker: number, places: Places): Observation {
  const { length } = places;
  return {
    ...common('broker_away', 'warning', snapshot, places, broker),
    title: `Broker ${broker} is away: ${partitionsOf(snapshot, places)} ${length === 1 ? 'lacks' : 'lack'} the copy that it holds`,
    evidence: 'It stands among the replicas of these partitions, and the cluster does not list it (Metadata).',
    advice:
      'Look at the end of its log for the reason and start it: it catches up by itself. Restart none of the other brokers until then.',
    runbook: 'partitions-under-replicated',
  };
}

function brokerSilent(snapshot: Snapshot, broker: number, error: string): Observation {
  const { count, leader } = snapshot.partitions;
  const led = Array.from({ length: count }, (_, at) => at).filter((at) => leader[at] === broker);
  return {
    ...common('broker_silent', 'warning', snapshot, led, broker),
    title: `Broker ${broker} does not answer${led.length === 0 ? '' : `; it leads ${partitionsOf(snapshot, led)}`}`,
    evidence: `The cluster lists it, and it could not be asked: ${error}.`,
    advice:
      'See whether it runs, and whether its address can be reached from where the exporter runs. What it leads and coordinates is missing here meanwhile.',
    runbook: 'partitions-under-replicated',
  };
}

function partitionsOffline(snapshot: Snapshot, places: Places): Observation {
  const { length } = places;
  return {
    ...common('partitions_offline', 'critical', snapshot, places),
    title: `${partitionsOf(snapshot, places)} ${length === 1 ? 'has' : 'have'} no leader: nobody can write or read there`,
    evidence:
      'The cluster names no leader (Metadata): every broker that may lead is away, or has its log directory offline.',
    advice:
      'Start the brokers that are away and hold copies, those that were in sync last first of all; where a log directory is offline, repair it and restart its broker.',
    runbook: 'partitions-offline',
  };
}

function partitionsRefusing(snapshot: Snapshot, places: Places): Observation {
  const { length } = places;
  return {
    ...common('partitions_below_min_isr', 'critical', snapshot, places),
    title: `${partitionsOf(snapshot, places)} ${length === 1 ? 'refuses' : 'refuse'} what is sent with acks=all`,
    evidence: 'Fewer copies are in sync than min.insync.replicas asks for. What is there can still be read.',
    advice: 'Bring back the brokers that hold the other copies. Producers try again for a while and then give up.',
    runbook: 'below-min-isr',
  };
}

function copiesBehind(snapshot: Snapshot, places: Places): Observation {
  return {
    ...common('under_replicated', 'warning', snapshot, places),
    title: `Copies of ${partitionsOf(snapshot, places)} are behind, although their brokers are there`,
    evidence: 'Fewer replicas are in sync than assigned, and none of them is on a broker that is away.',
    advice:
      'A broker that has come back, or a reassignment, catches up within minutes. If it lasts, look at the disk and the network of the brokers.',
    runbook: 'partitions-under-replicated',
  };
}

/** '3 partitions of orders', '14 partitions of a, b, c and 2 more'; Kafka's own topics come last. */
function partitionsOf({ topics, partitions }: Snapshot, places: Places): string {
  const concerned = [...new Set(places.map((at) => partitions.topic[at] ?? -1))].flatMap(
    (topic) => topics[topic] ?? [],
  );
  const names = concerned
    .toSorted((left, right) => Number(left.internal) - Number(right.internal))
    .map(({ name }) => name);
  return `${counted(places.length, 'partition')} of ${namesInWords(names)}`;
}

function common(name: string, severity: Severity, { topics, partitions }: Snapshot, places: Places, broker?: number) {
  const concerned = [...new Set(places.map((at) => partitions.topic[at] ?? -1))];
  const topic = concerned.length === 1 ? topics[concerned[0] ?? -1]?.name : undefined;
  return {
    // Under one key however many topics it comes to concern.
    ...aboutRisk(name, { broker }),
    severity,
    topic,
    partitions: topic === undefined ? [] : places.slice(0, 10).map((at) => partitions.number[at] ?? -1),
  } as const;
}
