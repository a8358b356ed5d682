import type { Certainty, Finding, FindingKind, Severity } from '../derived/finding.ts';
import { perCluster, type Family } from './family.ts';
import { labels } from './label-table.ts';

const kinds: readonly FindingKind[] = ['loss', 'risk', 'status', 'bottleneck', 'breach'];
const certainties: readonly Certainty[] = ['proved', 'suspected'];
const severities: readonly Severity[] = ['critical', 'warning', 'info'];

/** All there can be, so that the first finding of a sort is a step from 0 and not a new series. */
const sorts = kinds.flatMap((kind) =>
  certainties.flatMap((certainty) => severities.map((severity) => ({ kind, certainty, severity }))),
);
const sortTexts = sorts.map((sort) => ({ sort: keyOf(sort), text: labels(sort) }));

function keyOf({ kind, certainty, severity }: Pick<Finding, 'kind' | 'certainty' | 'severity'>): string {
  return `${kind} ${certainty} ${severity}`;
}

export const findingFamilies: readonly Family[] = [
  perCluster(
    { name: 'kafka_findings', type: 'gauge', help: 'Findings that hold at the moment, see /api/findings.' },
    ({ derived }, text) => {
      const open = new Map<string, number>();
      for (const finding of derived.findings) {
        if (finding.endedMs === undefined) open.set(keyOf(finding), (open.get(keyOf(finding)) ?? 0) + 1);
      }
      for (const { sort, text: sortLabels } of sortTexts) text.writeText(open.get(sort) ?? 0, sortLabels);
    },
  ),
];
