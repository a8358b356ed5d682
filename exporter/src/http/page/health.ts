import type { GroupJudgement, GroupStatus, Health } from '../../api.ts';
import { exact, span } from './numbers.ts';

/** Seconds in words; '–' when they are not known. */
export function timeLag(seconds: number | null): string {
  if (seconds === null) return '–';
  return seconds < 1 && seconds > 0 ? 'under a second' : span(seconds);
}

/** A status with its sign, so that it is not told by colour alone; '–' when it is not judged. */
export function statusText(status: GroupStatus | null): string {
  if (status === null) return '–';
  return `${status === 'OK' ? '✓' : status === 'REWIND' || status === 'WARN' ? '!' : '✕'} ${status}`;
}

/** A health with its sign; '' when it is not known. */
export function healthText(health: Health): string {
  return { ok: '✓ healthy', warning: '! warning', critical: '✕ critical', unknown: '' }[health];
}

/** What there is to say of a group beside its lag; for `facts`. */
export function judgementFacts(judgement: GroupJudgement): (readonly [string, string])[] {
  const { status, lagSeconds, timeToLossSeconds, lost } = judgement;
  return [
    ['Status', status === null ? 'not judged yet' : statusText(status)],
    ['Time lag', lagSeconds === null ? '' : timeLag(lagSeconds)],
    ['May lose records in', timeToLossSeconds === null ? '' : timeLag(timeToLossSeconds)],
    ['Lost', lost === null ? '' : `${exact(lost)} since first seen`],
  ];
}
