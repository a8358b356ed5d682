import { Column } from '../column.ts';
import { aboutRisk } from '../about-risk.ts';
import type { Certainty, Observation } from '../finding.ts';
import { durationInWords } from '../in-words.ts';
import type { Moment } from '../moment.ts';

/** Coordinators look for transactions that are over their time every 10 s; a busy one takes longer. */
const graceMs = 60_000;
/** Kafka's transaction.max.timeout.ms: none may be open for longer that its coordinator knows of. */
const longestMs = 900_000;
const mostPartitions = 10;

interface Hanging {
  readonly certainty: Certainty;
  readonly partitions: number[];
  readonly openMs: number;
  /** undefined where no coordinator knows it. */
  readonly id: string | undefined;
}

/**
 * Transactions that nobody ends: they hold back whoever reads committed records only, and compaction. Proved where a
 * coordinator says itself that one is open past its timeout. Suspected where a partition's last stable offset has
 * stood below its end for longer than any transaction may last and no coordinator names one there: it may be one
 * that the coordinators have forgotten, or one that this exporter may not see.
 */
export class HangingTransactions {
  /** By partition slot. */
  readonly #stable = new Column(NaN);
  readonly #sinceTick = new Column(NaN);
  /** Open transactions by transactional id. */
  #seen = new Map<string, { readonly startMs: number; readonly sinceTick: number }>();

  update(moment: Moment): Observation[] {
    const { snapshot, slots, tickMs } = moment;
    for (const column of [this.#stable, this.#sinceTick]) column.prepare(slots.partitionSlots, slots.freshPartitions);
    const { found, explained } = this.#ofCoordinators(moment);
    // A coordinator that did not answer may know of it.
    const knowsAll =
      snapshot.transactions !== undefined &&
      snapshot.collectors.some(({ name, success }) => name === 'transactions' && success);
    const { count, end, lastStable } = snapshot.partitions;
    for (let partition = 0; partition < count; partition++) {
      const slot = slots.ofPartition[partition] ?? -1;
      const stable = lastStable[partition] ?? NaN;
      const before = this.#stable.get(slot);
      if (!(stable < (end[partition] ?? NaN))) {
        // Where it was not read this time, what is known goes on.
        if (!Number.isNaN(before) && !Number.isNaN(stable)) this.#stable.set(slot, NaN);
        continue;
      }
      if (stable !== before) {
        this.#stable.set(slot, stable);
        this.#sinceTick.set(slot, tickMs);
        continue;
      }
      const openMs = tickMs - this.#sinceTick.get(slot);
      if (
        openMs < longestMs ||
        !knowsAll ||
        (explained.get(partition) ?? Infinity) <= this.#sinceTick.get(slot) + graceMs
      )
        continue;
      add(found, snapshot.partitions.topic[partition] ?? -1, {
        certainty: 'suspected',
        partitions: [snapshot.partitions.number[partition] ?? -1],
        openMs,
        id: undefined,
      });
    }
    return [...found].map(([topic, hanging]) => observation(snapshot.topics[topic]?.name ?? '', hanging));
  }

  /**
   * What coordinators tell of open transactions: those that are past their time, by topic, and where there are any, by
   * dense partition. By how long we have seen them open: the clock of a coordinator may be another than ours.
   */
  #ofCoordinators({ snapshot, tickMs }: Moment) {
    const found = new Map<number, Hanging>();
    /** By dense partition since when a transaction has been open there. */
    const explained = new Map<number, number>();
    if (snapshot.transactions === undefined) return { found, explained };
    const transactions = snapshot.transactions.flatMap(({ id, open }) => (open === undefined ? [] : [{ id, open }]));
    const seen = this.#seen;
    this.#seen = new Map();
    if (transactions.length === 0) return { found, explained };
    const indexOf = new Map(snapshot.topics.map(({ name }, index) => [name, index]));
    for (const { id, open } of transactions) {
      const before = seen.get(id);
      const sinceTick = before?.startMs === open.startMs ? before.sinceTick : tickMs;
      this.#seen.set(id, { startMs: open.startMs, sinceTick });
      const openMs = tickMs - sinceTick;
      for (const { name, partitions } of open.topics) {
        const topic = indexOf.get(name);
        if (topic === undefined) continue;
        for (const number of partitions) {
          const partition = (snapshot.topics[topic]?.firstPartition ?? NaN) + number;
          explained.set(partition, Math.min(explained.get(partition) ?? Infinity, sinceTick));
        }
        if (openMs > open.timeoutMs + graceMs)
          add(found, topic, { certainty: 'proved', partitions: [...partitions], openMs, id });
      }
    }
    return { found, explained };
  }
}

/** What is proved stands before what is suspected. */
function add(found: Map<number, Hanging>, topic: number, one: Hanging): void {
  const other = found.get(topic);
  if (other === undefined) found.set(topic, one);
  else if (other.certainty === one.certainty) {
    found.set(topic, { ...other, partitions: [...new Set([...other.partitions, ...one.partitions])] });
  }
}

function observation(topic: string, { certainty, partitions, openMs, id }: Hanging): Observation {
  const since = durationInWords(openMs / 1000);
  return {
    ...aboutRisk('hanging_transaction', { topic }),
    certainty,
    severity: 'warning',
    partitions: partitions.sort((left, right) => left - right).slice(0, mostPartitions),
    title: `${topic}: a transaction${id === undefined ? '' : ` of ${id}`} has been open for ${since} at least: those who read committed records only do not get past it`,
    evidence:
      id === undefined
        ? 'The last stable offset has stood below the end for longer than a transaction may last by default (transaction.max.timeout.ms), and no coordinator names one there.'
        : 'Its coordinator answers DescribeTransactions with the same start for longer than its timeout.',
    advice:
      'Find it with kafka-transactions.sh find-hanging, and end it with kafka-transactions.sh abort: its records are then taken as never written.',
    runbook: 'hanging-transaction',
  };
}
