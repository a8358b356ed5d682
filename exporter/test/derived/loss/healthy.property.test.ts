import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SmallGroup, SmallTopic } from '../small-snapshot.ts';
import { LossRun } from './loss-run.ts';

const partition = fc.integer({ min: 0, max: 1 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

/** What happens to a healthy topic of two partitions and its group between two refreshes. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('produce'), partition, records: fc.nat(1000) }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('consume'), partition, share }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('retention'), partition, share }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('election'), partition }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('members'), isThere: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('rewind'), partition }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('recreate') }) },
);
type Event = typeof event extends fc.Arbitrary<infer Happened> ? Happened : never;

const usually = (weight: number) => fc.integer({ min: 0, max: weight }).map((number) => number > 0);
const view = fc.record({
  isMissed: usually(8).map((is) => !is),
  isRestarted: usually(12).map((is) => !is),
  known: fc.tuple(usually(5), usually(5)),
  answered: usually(3),
  topicThere: usually(8),
  groupRead: usually(6),
});
type View = typeof view extends fc.Arbitrary<infer Seen> ? Seen : never;

/** The topic and the group as they are. Whoever commits is a member, and a member comes with a new epoch. */
class World {
  ends = [0, 0];
  logStarts = [0, 0];
  committed = [0, 0];
  epochs = [0, 0];
  /** Where each older epoch of a partition ended. */
  epochEnds: Map<number, number>[] = [new Map<number, number>(), new Map<number, number>()];
  generation = 0;
  groupEpoch = 1;
  hasMembers = false;

  happen(event: Event): void {
    const at = 'partition' in event ? event.partition : 0;
    const end = this.ends[at] ?? NaN;
    const committed = this.committed[at] ?? NaN;
    const logStart = this.logStarts[at] ?? NaN;
    switch (event.kind) {
      case 'produce':
        this.ends[at] = end + event.records;
        break;
      case 'consume':
        // Also a consumer that lives for a moment between two refreshes.
        if (!this.hasMembers) this.groupEpoch += 2;
        this.committed[at] = committed + Math.floor((end - committed) * event.share);
        break;
      case 'retention':
        this.logStarts[at] = logStart + Math.floor((committed - logStart) * event.share);
        break;
      case 'election':
        this.epochEnds[at]?.set(this.epochs[at] ?? -1, end);
        this.epochs[at] = (this.epochs[at] ?? NaN) + 1;
        break;
      case 'members':
        if (this.hasMembers !== event.isThere) this.groupEpoch++;
        this.hasMembers = event.isThere;
        break;
      case 'rewind':
        if (!this.hasMembers) this.groupEpoch += 2;
        this.committed[at] = logStart;
        break;
      case 'recreate':
        // After the group has drained, and before it sees the new topic.
        this.ends = [0, 0];
        this.logStarts = [0, 0];
        this.committed = [0, 0];
        this.epochs = [0, 0];
        this.epochEnds = [new Map<number, number>(), new Map<number, number>()];
        this.generation++;
        this.groupEpoch += 2;
        break;
    }
  }

  get isDrained(): boolean {
    return this.ends.every((end, at) => end === this.committed[at]);
  }

  /** As the leader answers: the start of the first epoch after the one that is asked for. */
  epochEnd(at: number, epoch: number): number {
    return this.epochEnds[at]?.get(epoch) ?? this.ends[at] ?? NaN;
  }
}

function snapshotOf(world: World, seen: View): { topics: SmallTopic[]; groups: SmallGroup[] } {
  const topics = world.ends.map((end, at): SmallTopic => ({
    name: `t${at}`,
    id: `t${at}-${world.generation}`,
    ends: [seen.known[at] === true ? end : NaN],
    logStart: world.logStarts[at] ?? NaN,
    leaderEpoch: world.epochs[at] ?? -1,
    config: {},
  }));
  const group: SmallGroup = {
    id: 'g',
    type: 'consumer',
    epoch: world.groupEpoch,
    committed: { t0: [world.committed[0] ?? NaN], t1: [world.committed[1] ?? NaN] },
    ...(world.hasMembers ? { assigned: { t0: [0], t1: [0] } } : {}),
    ...(seen.groupRead ? {} : { error: 'loading', isUndescribed: true, committed: {} }),
  };
  return { topics: seen.topicThere ? topics : [], groups: [group] };
}

it('a healthy history counts nothing', async () => {
  const refresh = fc.tuple(fc.array(event, { maxLength: 4 }), view);
  const property = fc.asyncProperty(fc.array(refresh, { maxLength: 40 }), async (refreshes) => {
    const world = new World();
    let run = new LossRun();
    let wasDrained = true;
    for (const [events, seen] of refreshes) {
      const gone: string[] = [];
      for (const happened of events) {
        // The exporter has seen the group drained, so that nobody can have lost a record by the deletion.
        if (happened.kind === 'recreate' && !(wasDrained && world.isDrained)) continue;
        if (happened.kind === 'recreate') gone.push(`t0-${world.generation}`, `t1-${world.generation}`);
        world.happen(happened);
      }
      if (seen.isMissed) {
        run.miss();
        continue;
      }
      const { topics, groups } = snapshotOf(world, seen);
      await run.see(topics, groups, {
        epochEnd: (_, epoch, topic) => (seen.answered ? world.epochEnd(topic === 't0' ? 0 : 1, epoch) : NaN),
        gone,
      });
      wasDrained = world.isDrained;
      expect(run.counted).toEqual({});
      if (seen.isRestarted) run = new LossRun({ remembered: run.loss.remember([]), atMs: run.atMs });
    }
  });
  await fc.assert(property, { numRuns: 500 });
}, 60_000);
