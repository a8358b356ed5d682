import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Beacon } from '../../../probe/src/beacon.ts';
import { Ledger } from '../../../probe/src/ledger.ts';
import { acceptBeacon } from '../../src/audit/accept-beacon.ts';
import { TopicAudit } from '../../src/audit/topic-audit.ts';
import { seededRandom } from '../seeded-random.ts';

/**
 * Producers and consumers of one topic with real ledgers; a network that drops, repeats and reorders beacons. What is
 * found is compared with what was done.
 */

const topic = 'orders';
const group = 'billing';
const bucketMs = 10_000;
const startMs = Date.UTC(2026, 0, 1);

interface Step {
  readonly producer: number;
  readonly partition: number;
  readonly records: number;
  /** What the broker says, and what the consumer does with each record. */
  readonly fate: 'acked' | 'rejected' | 'unknown' | 'aborted';
  readonly isDropped: boolean;
  readonly isRedelivered: boolean;
  readonly isDuplicated: boolean;
  readonly consumer: number;
}

const often = (share: number) => fc.nat(99).map((value) => value < share);
const step: fc.Arbitrary<Step> = fc.record({
  producer: fc.nat(2),
  partition: fc.nat(2),
  records: fc.integer({ min: 1, max: 5 }),
  fate: fc.constantFrom('acked', 'acked', 'acked', 'acked', 'rejected', 'unknown', 'aborted'),
  isDropped: often(10),
  isRedelivered: often(10),
  isDuplicated: often(10),
  consumer: fc.nat(1),
});
const scenario = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 60 }),
  /** Share of beacons that get lost, in percent, and the seed of the network. */
  loss: fc.constantFrom(0, 30, 60),
  seed: fc.integer(),
});

function run({ steps, loss, seed }: typeof scenario extends fc.Arbitrary<infer T> ? T : never) {
  let nowMs = startMs;
  const now = () => nowMs;
  const heard = () => ({ tickMs: nowMs, wallMs: nowMs });
  const ledgers = ['p1', 'p2', 'p3', 'c1', 'c2'].map(
    (instance) => new Ledger({ service: instance.slice(0, 1), instance, bucketMs, now }),
  );
  const audit = new TopicAudit();
  const random = seededRandom(seed);
  const sent: Beacon[] = [];
  const transmit = (isReliable = false): void => {
    const due = ledgers.flatMap((ledger) => ledger.beacons());
    sent.push(...due);
    const arriving = due.filter(() => isReliable || random() * 100 >= loss);
    // What is old comes again, and late.
    for (let i = 0; i < due.length && random() < 0.3; i++) {
      const old = sent[Math.floor(random() * sent.length)];
      if (old !== undefined) arriving.push(old);
    }
    arriving.sort(() => random() - 0.5);
    for (const beacon of arriving) audit.add(acceptBeacon(JSON.parse(JSON.stringify(beacon)), nowMs), heard());
  };
  const ends = [0, 0, 0];
  const positions = [0, 0, 0];
  const next = new Map<string, number>();
  const truth = { acknowledged: 0, missing: 0, redelivered: 0, duplicated: 0 };
  const committed = (_: string, partition: number) => positions[partition];
  const evaluate = () => audit.evaluate({ tickMs: nowMs, wallMs: nowMs, committed, deadlineMs: 1e12 });
  for (const { producer, partition, records, fate, isDropped, isRedelivered, isDuplicated, consumer } of steps) {
    const ledger = ledgers[producer];
    const reader = ledgers[3 + consumer];
    if (ledger === undefined || reader === undefined) throw new Error('there are three producers and two consumers');
    const settle = ledger.handedOver(topic, nowMs);
    for (let i = 0; i < records; i++) {
      const key = `${producer} ${partition}`;
      const sequence = next.get(key) ?? 0;
      next.set(key, sequence + 1);
      const source = { name: ledger.source, sequence, sentMs: nowMs };
      const offset = fate === 'rejected' ? undefined : (ends[partition] ?? 0);
      ledger.sent(topic, partition, source, fate, fate === 'acked' ? offset : undefined);
      if (fate === 'acked') truth.acknowledged++;
      if (offset === undefined) continue;
      ends[partition] = offset + 1;
      const from = positions[partition] ?? 0;
      if (isDropped || fate === 'aborted') {
        if (fate === 'acked') truth.missing++;
        // It stays part of what the next record that is handled covers.
        continue;
      }
      reader.handled(group, topic, partition, source, from, offset);
      positions[partition] = offset + 1;
      // What was received was written, whatever became of the answer.
      if (fate === 'unknown') truth.acknowledged++;
      if (isRedelivered) {
        reader.handled(group, topic, partition, source, offset, offset);
        truth.redelivered++;
      }
      if (isDuplicated) {
        const again = ends[partition];
        ends[partition] = again + 1;
        reader.handled(group, topic, partition, source, again, again);
        positions[partition] = again + 1;
        truth.duplicated++;
      }
    }
    settle();
    nowMs += 1_000;
    transmit();
    evaluate();
  }
  // Something is read behind what was dropped last; then time passes, and the network has its last say.
  for (const [partition, end] of ends.entries()) {
    const [ledger, reader] = [ledgers[0], ledgers[3]];
    const key = `0 ${partition}`;
    const sequence = next.get(key) ?? 0;
    const source = { name: ledger?.source ?? '', sequence, sentMs: nowMs };
    ledger?.handedOver(topic, nowMs)();
    ledger?.sent(topic, partition, source, 'acked', end);
    reader?.handled(group, topic, partition, source, positions[partition] ?? 0, end);
    positions[partition] = end + 1;
    truth.acknowledged++;
  }
  for (let i = 0; i < 40; i++) {
    nowMs += bucketMs;
    transmit();
    evaluate();
  }
  const found = () => ({
    acknowledged: audit.acknowledgedTotal,
    missing: audit.groups.get(group)?.missingTotal,
    redelivered: audit.groups.get(group)?.total.redelivered,
    duplicated: audit.groups.get(group)?.total.duplicated,
  });
  return {
    truth,
    found: found(),
    open: audit.buckets.filter(({ closed }) => !closed.has(group)).length,
    wasCompleted: () => {
      for (const beacon of ledgers.flatMap((ledger) => ledger.beacons({ all: true }))) audit.add(beacon, heard());
      evaluate();
      return found();
    },
  };
}

it('never counts too many, whatever the network does, and all once everything has arrived', () => {
  fc.assert(
    fc.property(scenario, (made) => {
      const { truth, found, wasCompleted } = run(made);
      expect(found.acknowledged).toBeLessThanOrEqual(truth.acknowledged);
      expect(found.missing ?? 0).toBeLessThanOrEqual(truth.missing);
      expect(wasCompleted()).toEqual(truth);
    }),
    { numRuns: 400 },
  );
});

it('finds all by itself where three of ten beacons get lost', () => {
  fc.assert(
    fc.property(scenario, (made) => {
      const { truth, found, open } = run({ ...made, loss: 30 });
      // Of many thousand beacons one may have got lost each time that it was sent: then a bucket stays open.
      if (open > 0) return;
      // No bucket waits for those who may tell that a record arrived which nobody acknowledged.
      expect(found.acknowledged).toBeLessThanOrEqual(truth.acknowledged);
      expect({ ...found, acknowledged: 0 }).toEqual({ ...truth, acknowledged: 0 });
    }),
    { numRuns: 200 },
  );
});
