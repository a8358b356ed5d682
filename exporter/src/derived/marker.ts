/**
 * Whether all that lies between a committed offset and the end is one marker of a transaction, which no consumer
 * ever reads. maybe: the distance is one and nothing moves, but nobody knows whether the partition is transactional.
 */
export const markers = ['no', 'maybe', 'yes'] as const;
export type Marker = (typeof markers)[number];

/** By group, at the places of its offsets: index into `markers`. */
export type Markers = readonly Uint8Array[];
