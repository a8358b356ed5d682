import type { Finding } from '../../src/derived/finding.ts';
import type { Remembered } from '../../src/derived/remembered.ts';

const finding: Finding = {
  id: '["loss","expired","orders","billing",null]@1000',
  key: '["loss","expired","orders","billing",null]',
  kind: 'loss',
  name: 'expired',
  certainty: 'proved',
  severity: 'critical',
  topic: 'orders',
  group: 'billing',
  broker: undefined,
  partitions: [0, 2],
  records: 50,
  bound: 'exact',
  title: 'billing in orders: 50 records were deleted',
  evidence: 'Partition 0: "the commit" stands at 100.\nThe log starts at 150.',
  advice: 'Start the consumers.',
  runbook: 'records-expired',
  startedMs: 1000,
  updatedMs: 2000,
  endedMs: undefined,
};

/**
 * A state of `topics` topics in which every high watermark and the one counter above 0 say `records`: a file that
 * mixes two states would be seen.
 */
export function remembered(records: number, topics = 3): Remembered {
  return {
    savedMs: 1_000_000 + records,
    topics: Array.from({ length: topics }, (_, index) => ({
      id: index === 0 ? undefined : `id-${index}`,
      name: `topic-${index}`,
      epoch: Float64Array.of(3, 4, NaN),
      highWatermark: Float64Array.of(records, records, NaN),
      logStart: Float64Array.of(0, 10, NaN),
      checkedEpoch: Float64Array.of(3, 5, NaN),
    })),
    counters: [
      { group: undefined, topic: 'topic-1', cause: 'truncated', records, lastMs: 900, seenMs: 1000 },
      { group: '', topic: 'topic-1', cause: 'expired', records: 0, lastMs: undefined, seenMs: 1000 },
    ],
    groups: [
      {
        group: 'billing "ü"\n',
        activeMs: 500,
        hadMembers: true,
        commitsAlone: 2,
        committedAloneMs: 400,
        intervalsMs: [10, 300_000],
        pauses: [{ lengthMs: 300_000, endedMs: 450 }],
      },
      {
        group: 'audit',
        activeMs: 500,
        hadMembers: false,
        commitsAlone: 0,
        committedAloneMs: undefined,
        intervalsMs: [],
        pauses: [],
      },
    ],
    expired: [
      { group: 'billing', topic: 'id-1', partition: 2, committed: 100, countedTo: 150, hasLeft: false },
      { group: 'audit', topic: 'id-1', partition: 2, committed: 100, countedTo: 100, hasLeft: true },
    ],
    findings: [finding, { ...finding, id: 'ended', records: undefined, bound: undefined, endedMs: 3000 }],
  };
}
