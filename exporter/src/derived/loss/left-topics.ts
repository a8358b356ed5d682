import { Column } from '../column.ts';
import type { GroupTopics } from '../group-topic.ts';
import type { Moment } from '../moment.ts';
import { stillRefreshes } from './group-activity.ts';
import { isEmpty, isReadable } from './readable-group.ts';

/**
 * Topics in which a group has commits although its members no longer read them: for two refreshes in a row they read
 * other topics and none of these partitions' topic. What is gone there is nobody's loss, also when the group is empty
 * later on. Known by slot of `Slots.ofCommit`.
 */
export class LeftTopics {
  readonly #unreadFor = new Column(0);

  update({ snapshot, slots }: Moment, groupTopics: GroupTopics): void {
    this.#unreadFor.prepare(slots.commitSlots, slots.freshCommits);
    const { groupStart, assigned, from, to } = groupTopics;
    snapshot.groups.forEach((group, index) => {
      if (!isReadable(group) || isEmpty(group)) return;
      // While the group rebalances nobody has anything, and what one member has may not be known.
      if (group.members?.some((member) => member.assigned === undefined) === true) return;
      const first = groupStart[index] ?? 0;
      const end = groupStart[index + 1] ?? first;
      if (!assigned.subarray(first, end).some((partitions) => partitions > 0)) return;
      const ofGroup = slots.ofCommit[index] ?? new Int32Array();
      for (let pair = first; pair < end; pair++) {
        const isRead = (assigned[pair] ?? 0) > 0;
        for (let place = from[pair] ?? 0; place < (to[pair] ?? 0); place++) {
          const slot = ofGroup[place] ?? -1;
          this.#unreadFor.set(slot, isRead ? 0 : this.#unreadFor.get(slot) + 1);
        }
      }
    });
  }

  has(slot: number): boolean {
    return this.#unreadFor.get(slot) >= stillRefreshes;
  }

  /** Found so before a restart. */
  restore(slot: number): void {
    this.#unreadFor.set(slot, stillRefreshes);
  }
}
