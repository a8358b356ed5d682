import type { Frame } from '../api.ts';
import type { AuditedTopic } from '../audit/audit-state.ts';
import { frame, numberColumn, stringColumn, timeColumn } from './frame.ts';

export interface AuditSelection {
  readonly topic: { matches(name: string): boolean } | undefined;
  readonly group: { matches(name: string): boolean } | undefined;
  /** Milliseconds since 1970, both included. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was sent in each bucket and what each group received of it, oldest first. Missing is null while it is open. */
export function auditBucketsFrame(topics: readonly AuditedTopic[], selection: AuditSelection): Frame {
  const { topic: wantedTopic, group: wantedGroup, fromMs, toMs } = selection;
  const rows = topics.flatMap(({ topic, groups, buckets }) => {
    if (wantedTopic?.matches(topic) === false) return [];
    return buckets.flatMap(({ startMs, endMs, acknowledged, groups: delivered }) => {
      if (endMs <= fromMs || startMs > toMs) return [];
      const wanted = groups.filter(({ group }) => wantedGroup?.matches(group) !== false);
      return wanted.map(({ group }) => ({ startMs, topic, group, acknowledged, ...delivered.get(group) }));
    });
  });
  rows.sort((left, right) => left.startMs - right.startMs);
  const numbers = (name: string, description: string, of: (row: (typeof rows)[number]) => number | null | undefined) =>
    numberColumn(
      name,
      rows.map((row) => of(row) ?? null),
      { config: { unit: 'short', description } },
    );
  return frame(
    'auditBuckets',
    [
      timeColumn(
        'Time',
        rows.map(({ startMs }) => startMs),
      ),
      stringColumn(
        'Topic',
        rows.map(({ topic }) => topic),
      ),
      stringColumn(
        'Group',
        rows.map(({ group }) => group),
      ),
      numbers(
        'Acknowledged',
        'Records that brokers acknowledged, by when they were handed over',
        (row) => row.acknowledged,
      ),
      numbers('Received', 'Of these, handled by the group', (row) => row.received),
      numbers('Missing', 'Acknowledged and never received; empty while that is not known', (row) => row.missing),
      numbers('Duplicated', 'Received again at another offset: written more than once', (row) => row.duplicated),
      numbers('Redelivered', 'Received again from the same offset', (row) => row.redelivered),
      numbers('Late', 'Handled later than the deadline after they were handed over', (row) => row.late),
    ],
    { type: 'table', preferredVisualisationType: 'table' },
  );
}
