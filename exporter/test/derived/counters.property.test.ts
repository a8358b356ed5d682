import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { TestDeriver } from '../test-deriver.ts';
import { smallSnapshot, type SmallTopic } from './small-snapshot.ts';

/** What happens to one topic of two partitions between two refreshes. */
type Event =
  | { readonly kind: 'produce'; readonly partition: number; readonly records: number }
  | { readonly kind: 'truncate'; readonly partition: number; readonly records: number }
  | { readonly kind: 'consume'; readonly partition: number; readonly share: number }
  | { readonly kind: 'rewind'; readonly partition: number; readonly share: number }
  | { readonly kind: 'recreate' };

/** What a refresh sees of it. */
interface View {
  readonly known: readonly [boolean, boolean];
  readonly topicThere: boolean;
  readonly groupThere: boolean;
  readonly otherTopic: boolean;
}

const partition = fc.integer({ min: 0, max: 1 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('produce' as const), partition, records: fc.nat(1000) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('consume' as const), partition, share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const), partition, records: fc.nat(500) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewind' as const), partition, share }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'recreate' as const }) },
);
const usually = (weight: number) => fc.integer({ min: 0, max: weight }).map((number) => number > 0);
const view: fc.Arbitrary<View> = fc.record({
  known: fc.tuple(usually(4), usually(4)),
  topicThere: usually(6),
  groupThere: usually(6),
  otherTopic: fc.boolean(),
});

/** Counts as a person would: what moved forward between two sights of the same partition of the same topic. */
class Truth {
  produced = NaN;
  consumed = NaN;
  readonly #ends = new Map<string, number>();
  readonly #committed = new Map<string, number>();

  see(key: string, end: number): void {
    if (Number.isNaN(this.produced)) this.produced = 0;
    this.produced += Math.max(0, end - (this.#ends.get(key) ?? end));
    this.#ends.set(key, end);
  }

  seeCommit(key: string, offset: number): void {
    if (Number.isNaN(this.consumed)) this.consumed = 0;
    this.consumed += Math.max(0, offset - (this.#committed.get(key) ?? offset));
    this.#committed.set(key, offset);
  }
}

/** The topic and the group as they really are. */
class World {
  ends = [0, 0];
  committed = [0, 0];
  generation = 0;

  happen(event: Event): void {
    if (event.kind === 'recreate') {
      this.ends = [0, 0];
      this.committed = [0, 0];
      this.generation++;
      return;
    }
    const at = event.partition;
    const end = this.ends[at] ?? NaN;
    const offset = this.committed[at] ?? NaN;
    switch (event.kind) {
      case 'produce':
        this.ends[at] = end + event.records;
        break;
      case 'truncate':
        this.ends[at] = Math.max(0, end - event.records);
        break;
      case 'consume':
        this.committed[at] = offset + Math.floor(Math.max(0, end - offset) * event.share);
        break;
      case 'rewind':
        this.committed[at] = Math.floor(offset * event.share);
        break;
    }
  }
}

function snapshotOf(world: World, view: View, atMs: number): Snapshot {
  const topics: SmallTopic[] = [];
  if (view.otherTopic) topics.push({ name: 'earlier', ends: [1] });
  if (view.topicThere) {
    const ends = world.ends.map((end, at) => (view.known[at] === true ? end : NaN));
    topics.push({ name: 'topic', id: `generation-${world.generation}`, ends });
  }
  return smallSnapshot(atMs, topics, view.groupThere ? [{ id: 'group', committed: { topic: world.committed } }] : []);
}

function notice(truth: Truth, world: World, view: View): void {
  if (!view.topicThere) return;
  world.ends.forEach((end, at) => {
    const key = `${world.generation}/${at}`;
    if (view.known[at] === true) truth.see(key, end);
    if (view.groupThere) truth.seeCommit(key, world.committed[at] ?? NaN);
  });
}

describe('counters', () => {
  it('equal the truth and never decrease, and rates are never negative', async () => {
    const refresh = fc.tuple(fc.array(event, { maxLength: 4 }), view);
    const property = fc.asyncProperty(fc.array(refresh, { maxLength: 40 }), async (refreshes) => {
      const truth = new Truth();
      const world = new World();
      const produced = [0];
      const consumed = [0];
      const deriver = new TestDeriver();
      for (const [index, [events, seen]] of refreshes.entries()) {
        for (const happened of events) world.happen(happened);
        notice(truth, world, seen);
        const { topics, groups, partitions } = await deriver.derive(snapshotOf(world, seen, index * 10_000));
        expect([...partitions.produceRate, ...topics.produceRate].filter((rate) => rate < 0)).toEqual([]);
        if (!seen.topicThere) continue;
        produced.push(topics.produced.at(-1) ?? NaN);
        expect(produced.at(-1)).toBe(truth.produced);
        if (!seen.groupThere) continue;
        consumed.push(groups[0]?.topics.at(-1)?.consumed ?? NaN);
        expect(consumed.at(-1)).toBe(truth.consumed);
      }
      for (const counter of [produced, consumed]) {
        const known = counter.filter((value) => !Number.isNaN(value));
        expect(known).toEqual(known.toSorted((a, b) => a - b));
      }
    });
    await fc.assert(property, { numRuns: 100 });
  }, 60_000);
});
