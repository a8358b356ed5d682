import type { FindingSummary } from '../api.ts';
import type { Certainty, Finding, FindingKind } from '../derived/finding.ts';
import type { GraphPattern } from '../graph/query.ts';

export const findingKinds = ['loss', 'risk', 'status', 'bottleneck', 'breach'] as const satisfies FindingKind[];
export const certainties = ['proved', 'suspected'] as const satisfies Certainty[];

export interface FindingFilter {
  readonly kinds?: ReadonlySet<FindingKind> | undefined;
  readonly certainties?: ReadonlySet<Certainty> | undefined;
  /** What is about no topic or no group has the name ''. */
  readonly topic?: Pick<GraphPattern, 'matches'> | undefined;
  readonly group?: Pick<GraphPattern, 'matches'> | undefined;
  /** Only those that held at some time from .. to, milliseconds since 1970. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** In the order of the findings: newest first. */
export function selectFindings(
  findings: readonly Finding[],
  filter: FindingFilter,
  limit: number,
): { shown: readonly Finding[]; omitted: number } {
  const matching = findings.filter((finding) => isMatching(finding, filter));
  return { shown: matching.slice(0, limit), omitted: Math.max(0, matching.length - limit) };
}

function isMatching(
  { kind, certainty, topic = '', group = '', startedMs, endedMs = Infinity }: Finding,
  { kinds, certainties: known, topic: topics, group: groups, fromMs = -Infinity, toMs = Infinity }: FindingFilter,
): boolean {
  if (startedMs > toMs || endedMs < fromMs) return false;
  if (kinds?.has(kind) === false || known?.has(certainty) === false) return false;
  return topics?.matches(topic) !== false && groups?.matches(group) !== false;
}

export function findingSummary(finding: Finding): FindingSummary {
  const { id, kind, name, certainty, severity, partitions, title, evidence, advice } = finding;
  return {
    id,
    kind,
    name,
    certainty,
    severity,
    topic: finding.topic ?? null,
    group: finding.group ?? null,
    broker: finding.broker ?? null,
    partitions: [...partitions],
    records: finding.records ?? null,
    bound: finding.bound ?? null,
    start: new Date(finding.startedMs).toISOString(),
    updated: new Date(finding.updatedMs).toISOString(),
    end: finding.endedMs === undefined ? null : new Date(finding.endedMs).toISOString(),
    title,
    evidence,
    advice,
    runbook: `/runbooks/${encodeURIComponent(finding.runbook)}`,
  };
}
