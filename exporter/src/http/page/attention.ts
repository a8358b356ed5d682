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
  { groups, groupStatuses }: Pick<ClusterSummary, 'groups' | 'groupStatuses'>,
  findings: readonly FindingSummary[],
): Attention {
  const open = needAttention(findings);
  if (open.length > 0) {
    const isCritical = open.some(({ severity }) => severity === 'critical');
    const sentence = `${counted(open.length, 'thing')} ${open.length === 1 ? 'needs' : 'need'} attention.`;
    return isCritical ? { mark: '✕', health: 'critical', sentence } : { mark: '!', health: 'warning', sentence };
  }
  if (groups === null || groupStatuses === null) return { mark: '…', health: 'unknown', sentence: '' };
  if (groups === 0) return { mark: '✓', health: 'ok', sentence: 'Nothing is wrong. No consumer group reads here.' };
  const { OK: well, unknown } = groupStatuses;
  const behind = groups - well - unknown;
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
  return {
    mark: '✓',
    health: 'ok',
    sentence: groups === 1 ? 'The only group keeps up.' : `All ${groups} groups keep up.`,
  };
}
