import type { ConsumerGroup } from '../../snapshot/snapshot.ts';

/** Whether members and offsets of the group are what the broker says now; of any other group nothing is concluded. */
export function isReadable({ error, members, type }: ConsumerGroup): boolean {
  return error === undefined && members !== undefined && type !== 'share';
}

/** Whether it was read and has nobody in it. */
export function isEmpty(group: ConsumerGroup): boolean {
  return isReadable(group) && group.members?.length === 0;
}
