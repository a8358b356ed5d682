import type { Observation } from '../finding.ts';
import { counted, namesInWords } from '../in-words.ts';
import type { BottleneckInput } from './input.ts';
import { bottleneck } from './text.ts';

/** Members of a settled group that own nothing, as there are more members than partitions. */
export function idleMembers({ snapshot, groupTopics }: BottleneckInput): Observation[] {
  const { groups, topics } = snapshot;
  return groups.flatMap(({ id, state, type, members }, group) => {
    // Members of a share group share partitions.
    if (state !== 'Stable' || type === 'share' || members === undefined) return [];
    if (members.some(({ assigned }) => assigned === undefined)) return [];
    const idle = members.filter(({ assigned }) => assigned?.length === 0).length;
    if (idle === 0 || idle === members.length) return [];
    let owned = 0;
    const names: string[] = [];
    for (let pair = groupTopics.groupStart[group] ?? 0; pair < (groupTopics.groupStart[group + 1] ?? 0); pair++) {
      const assigned = groupTopics.assigned[pair] ?? 0;
      if (assigned > 0) names.push(topics[groupTopics.topic[pair] ?? -1]?.name ?? '');
      owned += assigned;
    }
    return bottleneck({
      name: 'idle_members',
      severity: 'info',
      group: id,
      title: `${id}: ${String(idle)} of ${counted(members.length, 'member')} ${idle === 1 ? 'has' : 'have'} nothing to read`,
      evidence: `The group is stable, and all ${counted(owned, 'partition')} of ${namesInWords(names)} have other owners.`,
      advice:
        'Members beyond the number of partitions only wait for another to fail. Add partitions if the group should read faster, or run fewer members.',
    });
  });
}
