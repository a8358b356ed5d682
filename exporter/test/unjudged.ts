import type { CountedGroup } from '../src/derived/consumer-group.ts';
import type { Derived, DerivedGroup } from '../src/derived/state.ts';
import { unknownStatus } from '../src/derived/status.ts';

const verdict = { status: undefined, reason: '' };

/** A group of which offsets are known, and neither time lag nor status. */
export function unjudgedGroup({ lag, topics }: CountedGroup): DerivedGroup {
  return {
    lag,
    lagSeconds: lag.map(() => NaN),
    lagEvidence: new Uint8Array(lag.length),
    timeToLoss: lag.map(() => NaN),
    partitionStatus: new Uint8Array(lag.length).fill(unknownStatus),
    verdict,
    topics: topics.map((topic) => ({ ...topic, maxLagSeconds: NaN, timeToLoss: NaN, verdict })),
  };
}

/** What a cluster is like in which nothing was found and that was not watched for long. */
export const nothingFound: Pick<
  Derived,
  'breaches' | 'losses' | 'risks' | 'findings' | 'producers' | 'audit' | 'past' | 'pastLosses'
> = {
  breaches: [],
  losses: [],
  risks: [],
  findings: [],
  producers: [],
  audit: undefined,
  past: {
    times: () => new Float64Array(),
    ends: () => new Float64Array(),
    commits: () => new Float64Array(),
    lagSeconds: () => new Float64Array(),
  },
  pastLosses: { lost: () => new Float64Array() },
};
