import { describe, expect, it } from '@jest/globals';
import type { Beacon } from '../../../probe/src/beacon.ts';
import { Ledger, mostUntold } from '../../../probe/src/ledger.ts';
import { TopicAudit } from '../../src/audit/topic-audit.ts';

const topic = 'orders';
const group = 'billing';
const bucketMs = 10_000;
const startMs = Date.UTC(2026, 0, 1);
const deadlineMs = 60_000;

const delivered = { received: 0, missing: null, duplicated: 0, redelivered: 0, late: 0 };

/** A producer and two consumers with probes, and the audit that hears them. */
class Scene {
  nowMs = startMs;
  readonly audit = new TopicAudit();
  readonly producer = this.#ledger('p');
  readonly consumer = this.#ledger('c1');
  readonly other = this.#ledger('c2');
  committed = 0;
  #end = 0;

  #ledger(instance: string): Ledger {
    return new Ledger({ service: instance, instance, bucketMs, now: () => this.nowMs });
  }

  /** Sends so many records; each is answered. */
  send(count: number): number[] {
    const settle = this.producer.handedOver(topic, this.nowMs);
    const offsets = Array.from({ length: count }, () => this.#end++);
    for (const offset of offsets)
      this.producer.sent(topic, 0, { sequence: offset, sentMs: this.nowMs }, 'acked', offset);
    settle();
    return offsets;
  }

  handle(consumer: Ledger, offsets: readonly number[], sentMs = this.nowMs): void {
    for (const offset of offsets) {
      const source = { name: this.producer.source, sequence: offset, sentMs };
      consumer.handled(group, topic, 0, source, offset, offset);
    }
  }

  hear(beacon: Beacon): void {
    this.audit.add(beacon, { tickMs: this.nowMs, wallMs: this.nowMs });
  }

  /** A record that was written again comes. */
  copy(consumer: Ledger, sequence: number, offset: number): void {
    const source = { name: this.producer.source, sequence, sentMs: startMs };
    consumer.handled(group, topic, 0, source, offset, offset);
  }

  /** The beacons of these arrive, time passes, and the audit looks. */
  pass(seconds: number, ...heard: readonly Ledger[]): this {
    for (let left = seconds; left > 0; left -= 10) {
      this.nowMs += 10_000;
      for (const ledger of heard) for (const beacon of ledger.beacons()) this.hear(beacon);
      const committed = () => this.committed;
      this.audit.evaluate({ tickMs: this.nowMs, wallMs: this.nowMs, committed, deadlineMs });
    }
    return this;
  }

  get told() {
    return this.audit.buckets.map((bucket) => this.audit.tell(bucket, deadlineMs));
  }

  get found() {
    const closed = this.audit.buckets.flatMap((bucket) => bucket.closed.get(group) ?? []);
    return {
      closed: closed.length,
      missing: this.audit.groups.get(group)?.missingTotal ?? 0,
      suspected: closed.reduce((sum, one) => sum + one.suspected, 0),
    };
  }
}

describe('a bucket', () => {
  it('is closed once all was told and committed, and not before', () => {
    const scene = new Scene();
    const sent = scene.send(10);
    scene.handle(scene.consumer, sent);
    // Lag is never loss, however long it takes.
    expect(scene.pass(7_200, scene.producer, scene.consumer).found).toEqual({ closed: 0, missing: 0, suspected: 0 });
    scene.committed = 10;
    expect(scene.pass(10, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
  });

  it('counts what was handled by nobody, though all offsets were told of', () => {
    const scene = new Scene();
    const sent = scene.send(10);
    for (const offset of [0, 1, 2, 3]) scene.handle(scene.consumer, [offset]);
    // The next one that is handled lies behind three that were not.
    const source = { name: scene.producer.source, sequence: 7, sentMs: scene.nowMs };
    scene.consumer.handled(group, topic, 0, source, 4, 7);
    scene.handle(scene.other, sent.slice(8));
    scene.committed = 10;
    expect(scene.pass(20, scene.producer, scene.consumer, scene.other).found).toEqual({
      closed: 1,
      missing: 3,
      suspected: 0,
    });
  });
});

describe('after a SIGKILL', () => {
  it('of a consumer, what it did not tell is suspected after the deadline, and never counted', () => {
    const scene = new Scene();
    const sent = scene.send(10);
    scene.handle(scene.consumer, sent.slice(0, 4));
    scene.pass(10, scene.producer, scene.consumer);
    // It handles three more, commits, and dies before its next beacon; another goes on.
    scene.handle(scene.other, sent.slice(7));
    scene.committed = 10;
    expect(scene.pass(deadlineMs / 1_000, scene.producer, scene.other).found).toEqual({
      closed: 0,
      missing: 0,
      suspected: 0,
    });
    expect(scene.pass(20, scene.producer, scene.other).found).toEqual({ closed: 1, missing: 0, suspected: 3 });
  });

  it('of a producer, what it told is compared once it has been silent for long', () => {
    const scene = new Scene();
    const sent = scene.send(10);
    scene.handle(scene.consumer, sent);
    scene.committed = 10;
    scene.nowMs -= 10_000;
    scene.pass(10, scene.producer, scene.consumer);
    expect(scene.pass(deadlineMs / 1_000, scene.consumer).found.closed).toBe(0);
    expect(scene.pass(20, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
  });
});

it('what a group did before it had a probe is nobody’s loss', () => {
  const scene = new Scene();
  scene.send(10);
  scene.pass(10, scene.producer);
  const later = scene.send(5);
  scene.handle(scene.consumer, later);
  scene.committed = 15;
  expect(scene.pass(100, scene.producer, scene.consumer).found).toEqual({ closed: 2, missing: 0, suspected: 0 });
});

it('what is told later of a bucket that was closed is counted then', () => {
  const scene = new Scene();
  const late = new Ledger({ service: 'late', instance: 'late', bucketMs, now: () => scene.nowMs });
  const sent = scene.send(5);
  const settle = late.handedOver(topic, scene.nowMs);
  late.sent(topic, 0, { sequence: 0, sentMs: scene.nowMs }, 'acked', 2);
  settle();
  scene.handle(scene.consumer, sent);
  scene.committed = 5;
  expect(scene.pass(20, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
  // Its beacons were lost until now: one more record lay there, and nobody handled it.
  expect(scene.pass(10, scene.producer, scene.consumer, late).found).toEqual({ closed: 1, missing: 1, suspected: 0 });
});

describe('while nobody hears', () => {
  /** In each of 180 buckets three records, one of them not handled, and in partition 1 one refused and one without an answer. */
  function silence(scene: Scene, arrives: (flush: number) => boolean = () => false): void {
    for (let bucket = 0; bucket < 180; bucket++) {
      const [first = 0, second = 0, third = 0] = scene.send(3);
      const source = { name: scene.producer.source, sentMs: scene.nowMs };
      scene.consumer.handled(group, topic, 0, { ...source, sequence: first }, first, first);
      scene.consumer.handled(group, topic, 0, { ...source, sequence: third }, second, third);
      scene.committed += 3;
      scene.producer.sent(topic, 1, { ...source, sequence: 2 * bucket }, 'rejected');
      scene.producer.sent(topic, 1, { ...source, sequence: 2 * bucket + 1 }, 'unknown');
      scene.nowMs += bucketMs;
      for (const ledger of [scene.producer, scene.consumer]) {
        const beacons = ledger.beacons();
        if (arrives(bucket)) for (const beacon of beacons) scene.hear(beacon);
        // They arrived and were not answered, as far as the probe knows.
        ledger.settle(false);
      }
    }
  }

  const counted = ({ audit }: Scene) => {
    const { receivedTotal, missingTotal, total } = audit.groups.get(group) ?? {};
    const { acknowledgedTotal, rejectedTotal } = audit;
    const unanswered = audit.unanswered(0);
    return {
      acknowledgedTotal,
      rejectedTotal,
      unanswered,
      receivedTotal,
      missingTotal,
      redelivered: total?.redelivered,
    };
  };
  const all = {
    ...{ acknowledgedTotal: 540, rejectedTotal: 180, unanswered: 180 },
    ...{ receivedTotal: 360, missingTotal: 180, redelivered: 0 },
  };

  it('nothing is forgotten, and no more buckets than that are kept', () => {
    const scene = new Scene();
    silence(scene);
    const kept = scene.producer.beacons().filter(({ change }) => change > 0);
    expect(kept.length).toBeGreaterThanOrEqual(mostUntold - 1);
    expect(kept.length).toBeLessThanOrEqual(mostUntold);
    scene.producer.settle(false);
    scene.pass(20, scene.producer, scene.consumer);
    expect(counted(scene)).toEqual(all);
  });

  it.each([7, 50])('nothing is counted twice where each %d. flush did arrive', (each) => {
    const scene = new Scene();
    silence(scene, (flush) => flush % each === each - 1);
    scene.pass(20, scene.producer, scene.consumer);
    expect(counted(scene)).toEqual(all);
  });
});

describe('nothing is missing where it cannot be known', () => {
  it('as the records of a producer carry no header', () => {
    const scene = new Scene();
    scene.send(10);
    scene.producer.partial(topic, 'records carry no header');
    // The consumer works through offsets, and cannot tell whose records they are.
    scene.consumer.passed(group, topic, 0, scene.nowMs, 0, 9);
    scene.committed = 10;
    expect(scene.pass(30, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
    expect(scene.told).toMatchObject([{ groups: new Map([[group, delivered]]) }]);
  });

  it('as a consumer was interrupted too often to remember all that it handled', () => {
    const scene = new Scene();
    const sent = scene.send(8_000);
    // Every other record first: no two of them follow each other.
    scene.handle(
      scene.consumer,
      sent.filter((offset) => offset % 2 === 0),
    );
    scene.handle(
      scene.consumer,
      sent.filter((offset) => offset % 2 === 1),
    );
    scene.committed = 8_000;
    expect(scene.pass(30, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
  });
});

it('is not remembered for ever: neither who reported nor what', () => {
  const scene = new Scene();
  scene.handle(scene.consumer, scene.send(10));
  scene.committed = 10;
  scene.pass(30, scene.producer, scene.consumer);
  expect(scene.audit.reporters).toHaveLength(2);
  scene.pass(90_000);
  expect([scene.audit.reporters, scene.audit.buckets, [...(scene.audit.groups.get(group)?.received ?? [])]]).toEqual([
    [],
    [],
    [],
  ]);
  expect(scene.audit.acknowledgedTotal).toBe(10);
});

it('tells a bucket that is closed as it was, and anew when a producer tells more', () => {
  const scene = new Scene();
  scene.handle(scene.consumer, scene.send(5));
  scene.committed = 5;
  scene.pass(30, scene.producer, scene.consumer);
  const told = () => scene.told;
  const [before] = told();
  expect(before).toMatchObject({
    acknowledged: 5,
    groups: new Map([[group, { ...delivered, received: 5, missing: 0 }]]),
  });
  expect(told()[0]).toBe(before);
  const late = new Ledger({ service: 'late', instance: 'late', bucketMs, now: () => scene.nowMs });
  late.handedOver(topic, startMs)();
  late.sent(topic, 0, { sequence: 0, sentMs: startMs }, 'acked', 2);
  scene.pass(10, scene.producer, scene.consumer, late);
  expect(told()[0]).toMatchObject({
    acknowledged: 6,
    groups: new Map([[group, { ...delivered, received: 5, missing: 1 }]]),
  });
});

describe('in its bucket is told', () => {
  const of = (scene: Scene) => scene.told.map(({ groups }) => groups.get(group));

  it('what was handled again, by one consumer or by two, also after it was closed', () => {
    const scene = new Scene();
    const sent = scene.send(5);
    scene.handle(scene.consumer, sent);
    scene.handle(scene.consumer, [3], startMs);
    scene.committed = 5;
    scene.pass(20, scene.producer, scene.consumer);
    expect(of(scene)).toEqual([{ ...delivered, received: 5, missing: 0, redelivered: 1 }]);
    scene.handle(scene.other, [3, 4], startMs);
    scene.pass(20, scene.producer, scene.other);
    expect(of(scene)).toEqual([{ ...delivered, received: 5, missing: 0, redelivered: 3 }]);
    // What two consumers had between them is told again with each beacon, and counted once.
    scene.handle(scene.other, [4], startMs);
    scene.pass(20, scene.producer, scene.other);
    expect(of(scene)).toEqual([{ ...delivered, received: 5, missing: 0, redelivered: 4 }]);
    expect(scene.audit.groups.get(group)?.total.redelivered).toBe(4);
  });

  it('what was handled later than the deadline, however late it was told', () => {
    const scene = new Scene();
    const sent = scene.send(5);
    scene.handle(scene.consumer, sent.slice(0, 2));
    scene.nowMs += deadlineMs - 1;
    scene.handle(scene.consumer, sent.slice(2, 3), startMs);
    scene.nowMs += 2;
    scene.handle(scene.consumer, sent.slice(3), startMs);
    scene.committed = 5;
    scene.pass(200, scene.producer, scene.consumer);
    expect(of(scene)[0]).toEqual({ ...delivered, received: 5, missing: 0, late: 2 });
  });

  it('what consumers had whose buckets are smaller', () => {
    const scene = new Scene();
    const sent = scene.send(5);
    const small = new Ledger({ service: 's', instance: 's', bucketMs: bucketMs / 10, now: () => scene.nowMs });
    for (let time = 0; time < 2; time++) scene.handle(small, sent, startMs + 5_000);
    scene.committed = 5;
    scene.pass(30, scene.producer, small);
    expect(of(scene)[0]).toEqual({ ...delivered, received: 5, missing: 0, redelivered: 5 });
  });
});

it('what was suspected is no longer once a consumer that was silent for long tells of it', () => {
  const scene = new Scene();
  const sent = scene.send(10);
  scene.handle(scene.consumer, sent.slice(0, 4));
  scene.pass(10, scene.producer, scene.consumer);
  scene.handle(scene.consumer, [4, 5], startMs);
  // Seven comes behind six, which was passed over.
  const source = { name: scene.producer.source, sequence: 7, sentMs: startMs };
  scene.consumer.handled(group, topic, 0, source, 6, 7);
  scene.handle(scene.other, sent.slice(8), startMs);
  scene.committed = 10;
  expect(scene.pass(100, scene.producer, scene.other).found).toEqual({ closed: 1, missing: 0, suspected: 4 });
  expect(scene.pass(20, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 1, suspected: 0 });
});

it('producers with buckets of different sizes are waited for until the longer one ends', () => {
  const scene = new Scene();
  const long = new Ledger({ service: 'l', instance: 'l', bucketMs: 6 * bucketMs, now: () => scene.nowMs });
  scene.handle(scene.consumer, scene.send(5));
  long.handedOver(topic, startMs)();
  long.sent(topic, 0, { sequence: 0, sentMs: startMs }, 'acked', 5);
  scene.consumer.handled(group, topic, 0, { name: long.source, sequence: 0, sentMs: startMs }, 5, 5);
  scene.committed = 6;
  expect(scene.pass(50, scene.producer, long, scene.consumer).found).toMatchObject({ closed: 0 });
  expect(scene.pass(20, scene.producer, long, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
});

describe('records that no broker answered to', () => {
  const unanswered = (scene: Scene, sequences: readonly number[]) => {
    for (const sequence of sequences) scene.producer.sent(topic, 0, { sequence, sentMs: scene.nowMs }, 'unknown');
  };

  it('were written where a group received them: then another group should have them, too', () => {
    const scene = new Scene();
    const sent = scene.send(4);
    unanswered(scene, [4, 5, 6]);
    // The first two were written, the third was not; what another producer wrote lies behind.
    scene.handle(scene.consumer, [...sent, 4, 5]);
    scene.consumer.passed(group, topic, 0, scene.nowMs, 6, 9);
    const own = { name: scene.producer.source, sentMs: scene.nowMs };
    for (const offset of [0, 1, 2, 3, 5]) {
      scene.other.handled('another', topic, 0, { ...own, sequence: offset }, offset === 5 ? 4 : offset, offset);
    }
    scene.committed = 10;
    scene.pass(20, scene.producer, scene.other);
    expect(scene.audit).toMatchObject({ acknowledgedTotal: 5 });
    expect(scene.audit.groups.get('another')).toMatchObject({ missingTotal: 0, receivedTotal: 5 });
    expect(scene.pass(20, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
    expect(scene.audit).toMatchObject({ acknowledgedTotal: 6 });
    expect(scene.audit.groups.get('another')).toMatchObject({ missingTotal: 1 });
    expect(scene.audit.unanswered(0)).toBe(1);
  });

  it('are nobody’s loss where nobody received them', () => {
    const scene = new Scene();
    scene.handle(scene.consumer, scene.send(4));
    unanswered(scene, [4, 5]);
    scene.consumer.passed(group, topic, 0, scene.nowMs, 4, 9);
    scene.committed = 10;
    expect(scene.pass(20, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
    expect(scene.audit).toMatchObject({ acknowledgedTotal: 4 });
    // It is told for an hour that they may never have been written.
    expect(scene.audit.unanswered(scene.nowMs - 3_600_000)).toBe(2);
    expect(scene.pass(3_700).audit.unanswered(scene.nowMs - 3_600_000)).toBe(0);
  });
});

it('a record that was written twice is so once, however many consumers read it again', () => {
  const scene = new Scene();
  const sent = scene.send(5);
  scene.handle(scene.consumer, sent);
  scene.copy(scene.consumer, 3, 5);
  scene.committed = 6;
  scene.pass(20, scene.producer, scene.consumer);
  // Another reads all of it again, twice, and a third only what was written again.
  const third = new Ledger({ service: 'c3', instance: 'c3', bucketMs, now: () => scene.nowMs });
  for (let time = 0; time < 2; time++) {
    scene.handle(scene.other, sent, startMs);
    scene.copy(scene.other, 3, 5);
  }
  scene.copy(third, 3, 5);
  scene.pass(20, scene.producer, scene.other, third);
  expect(scene.audit.groups.get(group)?.total).toMatchObject({ duplicated: 1, redelivered: 6 + 6 + 1 });
  expect(scene.found).toEqual({ closed: 1, missing: 0, suspected: 0 });
});

it('a record that one consumer had before it was written again, and another after, was written twice', () => {
  const scene = new Scene();
  scene.handle(scene.consumer, scene.send(5));
  scene.pass(10, scene.producer, scene.consumer);
  scene.copy(scene.other, 3, 9);
  scene.pass(10, scene.producer, scene.other);
  expect(scene.audit.groups.get(group)?.total).toMatchObject({ duplicated: 1, redelivered: 0 });
});

it('takes nothing of a topic for handled that was deleted and made anew', () => {
  const scene = new Scene();
  scene.audit.isOf('first', scene.nowMs);
  scene.handle(scene.consumer, scene.send(100));
  scene.committed = 100;
  scene.pass(20, scene.producer, scene.consumer);
  scene.audit.isOf('second', scene.nowMs);
  // Its offsets begin again. The group has handled, and committed; its consumer has not told so far.
  const settle = scene.producer.handedOver(topic, scene.nowMs);
  const sentMs = scene.nowMs;
  for (let offset = 0; offset < 5; offset++)
    scene.producer.sent(topic, 0, { sequence: 100 + offset, sentMs }, 'acked', offset);
  settle();
  scene.committed = 5;
  expect(scene.pass(20, scene.producer).found).toEqual({ closed: 0, missing: 0, suspected: 0 });
  for (let offset = 0; offset < 5; offset++) {
    const source = { name: scene.producer.source, sequence: 100 + offset, sentMs };
    scene.consumer.handled(group, topic, 0, source, offset, offset);
  }
  expect(scene.pass(20, scene.producer, scene.consumer).found).toEqual({ closed: 1, missing: 0, suspected: 0 });
});

it('forgets where nothing can be concluded, too, and who is not heard of', () => {
  const scene = new Scene();
  scene.handle(scene.consumer, scene.send(10));
  scene.pass(10, scene.producer, scene.consumer);
  scene.nowMs += 90_000_000;
  scene.audit.evaluate({ tickMs: scene.nowMs, wallMs: scene.nowMs, committed: undefined, deadlineMs });
  expect(scene.audit).toMatchObject({ isForgotten: true, acknowledgedTotal: 10 });
});

it('what is read again after a restart was found missing when it was told', () => {
  const scene = new Scene();
  const sent = scene.send(10);
  scene.consumer.handled(
    group,
    topic,
    0,
    { name: scene.producer.source, sequence: 9, sentMs: startMs },
    0,
    sent.length - 1,
  );
  const beacons = [scene.producer, scene.consumer].flatMap((ledger) => {
    scene.nowMs += 10_000;
    return ledger.beacons();
  });
  scene.nowMs += 20 * 3_600_000;
  for (const beacon of beacons) scene.audit.add(beacon, { tickMs: beacon.at, wallMs: beacon.at });
  scene.committed = 10;
  scene.pass(10);
  expect(scene.found).toEqual({ closed: 1, missing: 9, suspected: 0 });
  expect(scene.audit.groups.get(group)?.lastMissingMs).toBe(startMs + 10_000);
});

it('of a producer that was killed, what groups received beyond what it told was written', () => {
  const scene = new Scene();
  const told = scene.send(10);
  scene.handle(scene.consumer, told);
  scene.pass(10, scene.producer, scene.consumer);
  // It sends ten more and dies; of these seven arrive at one group, and all that were before at the other.
  const later = scene.send(10);
  scene.handle(scene.consumer, later.slice(0, 3));
  scene.consumer.handled(group, topic, 0, { name: scene.producer.source, sequence: 16, sentMs: scene.nowMs }, 13, 16);
  const own = { name: scene.producer.source, sentMs: scene.nowMs };
  for (const offset of [...told, ...later.slice(0, 7)])
    if (offset !== 14)
      scene.other.handled('another', topic, 0, { ...own, sequence: offset }, offset === 15 ? 14 : offset, offset);
  scene.committed = 20;
  scene.pass(deadlineMs / 1_000 + 60, scene.consumer, scene.other);
  expect(scene.audit).toMatchObject({ acknowledgedTotal: 16 });
  // 14 nobody had; of the last three nobody knows.
  expect(scene.audit.unanswered(0)).toBe(1);
  expect(scene.audit.groups.get('another')).toMatchObject({ missingTotal: 0 });
  expect(scene.found).toMatchObject({ missing: 2, suspected: 0 });
});
