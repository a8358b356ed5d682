import type { Health } from '../api.ts';
import type { Status, Verdict } from '../derived/status.ts';

export interface Judgement {
  readonly status: Health;
  /** A sentence; '' while nothing is judged. */
  readonly reason: string;
}

export const notJudged: Judgement = { status: 'unknown', reason: '' };

/** The worst of several: that one of them is not judged is told before that the others are well. */
export const severity: Readonly<Record<Health, number>> = { critical: 3, warning: 2, unknown: 1, ok: 0 };

/** Who is to be seen first: not being judged is no reason to look. */
export const urgency: Readonly<Record<Health, number>> = { critical: 2, warning: 1, unknown: 0, ok: 0 };

const healths: Readonly<Record<Status, Health>> = {
  OK: 'ok',
  REWIND: 'warning',
  WARN: 'warning',
  STALL: 'critical',
  STOP: 'critical',
};

export function healthOf(status: Status | undefined): Health {
  return status === undefined ? 'unknown' : healths[status];
}

/** What a verdict and a recent loss make together: the loss comes first. */
export function judge({ status, reason }: Verdict, recentLoss: string | undefined): Judgement {
  const health = healthOf(status);
  if (recentLoss === undefined) return { status: health, reason };
  const isNews = health === 'warning' || health === 'critical';
  return { status: 'critical', reason: isNews && reason !== '' ? `${recentLoss} ${reason}` : recentLoss };
}

/** The first of the worst; `notJudged` when there is none at all. */
export function worstOf(judgements: readonly Judgement[]): Judgement {
  let worst: Judgement | undefined;
  for (const judgement of judgements) {
    if (worst === undefined || severity[judgement.status] > severity[worst.status]) worst = judgement;
  }
  return worst ?? notJudged;
}
