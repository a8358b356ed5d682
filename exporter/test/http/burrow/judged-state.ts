import type { ClusterState, Past } from '../../../src/derived/state.ts';
import { statuses, unknownStatus, type Status } from '../../../src/derived/status.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { TestDeriver } from '../../test-deriver.ts';
import { nothingFound } from '../../unjudged.ts';

/**
 * A cluster after these refreshes, of the same topics, with what is remembered of them and verdicts made by hand.
 * @param verdictOn By group, topic and number of a partition with a commit.
 */
export async function judgedState(
  name: string,
  snapshots: readonly [Snapshot, ...Snapshot[]],
  verdictOn: (group: string, topic: string, partition: number) => Status | undefined,
): Promise<ClusterState> {
  const deriver = new TestDeriver();
  const [first, ...more] = snapshots;
  let snapshot = first;
  let derived = await deriver.derive(first);
  for (snapshot of more) derived = await deriver.derive(snapshot);
  const groups = derived.groups.map((group, index) => {
    const { id, offsets } = snapshot.groups[index] ?? { id: '', offsets: { partition: [] } };
    const codes = Array.from(offsets.partition, (at) => {
      const topic = snapshot.topics[snapshot.partitions.topic[at] ?? -1]?.name ?? '';
      const verdict = verdictOn(id, topic, snapshot.partitions.number[at] ?? NaN);
      return verdict === undefined ? unknownStatus : statuses.indexOf(verdict);
    });
    return { ...group, partitionStatus: Uint8Array.from(codes) };
  });
  return {
    name,
    refreshIntervalMs: 10_000,
    current: { snapshot, derived: { ...derived, groups, past: pastOf(snapshots, snapshot) } },
    refresh: { ok: true, error: undefined, lastSuccessMs: snapshot.finishedAtMs },
  };
}

function pastOf(snapshots: readonly Snapshot[], newest: Snapshot): Past {
  return {
    ...nothingFound.past,
    times: () => Float64Array.from(snapshots, ({ finishedAtMs }) => finishedAtMs),
    ends: (partition) => Float64Array.from(snapshots, ({ partitions }) => partitions.end[partition] ?? NaN),
    commits: (group, place) => {
      const { id, offsets } = newest.groups[group] ?? { id: '', offsets: { partition: [] } };
      return Float64Array.from(snapshots, ({ groups }) => {
        const then = groups.find((candidate) => candidate.id === id)?.offsets;
        return then?.committed[then.partition.indexOf(offsets.partition[place] ?? -1)] ?? NaN;
      });
    },
  };
}
