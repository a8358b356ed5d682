import type { ClusterSummary, FindingSummary } from '../../api.ts';
import { counted } from './numbers.ts';

export interface Attention {
  readonly mark: '✓' | '!' | '✕' | '…';
  readonly health: 'ok' | 'warning' | 'critical' | 'unknown';
  /** The state of the cluster in one sentence. */
  readonly sentence: string;
}

/** Findings that somebody should do something about. */
export function needAttention(findings: readonly FindingSummary[]): FindingSummary[] {
  return findings.filter(({ end, severity }) => end === null && severity !== 'info');
}

/** What a reader is to know first: whether anything is wrong. Says that all is well only when all was judged. */
export function attentionFor(
  { groups, shareGroups, groupStatuses }: Pick<ClusterSummary, 'groups' | 'shareGroups' | 'groupStatuses'>,
  findings: readonly FindingSummary[],
): Attention {
  const open = needAttention(findings);
  if (open.length > 0) {
    const isCritical = open.some(({ severity }) => severity === 'critical');
    const sentence = `${counted(open.length, 'thing')} ${open.length === 1 ? 'needs' : 'need'} attention.`;
    return isCritical ? { mark: '✕', health: 'critical', sentence } : { mark: '!', health: 'warning', sentence };
  }
  if (groups === null || shareGroups === null || groupStatuses === null)
    return { mark: '…', health: 'unknown', sentence: '' };
  if (groups === 0) return { mark: '✓', health: 'ok', sentence: 'Nothing is wrong. No consumer group reads here.' };
  const { OK: well } = groupStatuses;
  const behind = groups - well - groupStatuses.unknown;
  const unknown = groupStatuses.unknown - shareGroups;
  if (behind > 0) {
    const sentence = `${behind} of ${counted(groups, 'group')} ${behind === 1 ? 'does' : 'do'} not keep up.`;
    return { mark: '!', health: 'warning', sentence };
  }
  if (well === 0) {
    return { mark: '…', health: 'unknown', sentence: 'No problem is known. No group could be judged yet.' };
  }
  if (unknown > 0) {
    const sentence = `No problem is known. ${well} of ${counted(groups, 'group')} ${well === 1 ? 'keeps' : 'keep'} up, the rest could not be judged.`;
    return { mark: '✓', health: 'ok', sentence };
  }
  const all = well === 1 ? 'The only group keeps up' : `All ${well} groups keep up`;
  return { mark: '✓', health: 'ok', sentence: `${all}${shareGroups > 0 ? '; share groups are not judged' : ''}.` };
}
