import { brokerFamilies } from './broker.ts';
import { collectorFamilies } from './collector.ts';
import type { Family } from './family.ts';
import { findingFamilies } from './finding.ts';
import { groupOffsetFamilies } from './group-offset.ts';
import { groupStateFamilies } from './group-state.ts';
import { groupStatusFamilies } from './group-status.ts';
import { lossFamilies } from './loss.ts';
import { memberFamilies } from './member.ts';
import { partitionFamilies } from './partition.ts';
import { producerFamilies } from './producer.ts';
import { quorumFamilies } from './quorum.ts';
import { riskFamilies } from './risk.ts';
import { shareGroupFamilies } from './share-group.ts';
import { timeLagFamilies } from './time-lag.ts';
import { topicFamilies } from './topic.ts';

/**
 * Every family that is made from a refresh, in the order of the exposition. That is also the order in which they
 * get their share of --web.max-series: what is small and what people are woken up by comes first.
 */
export const families: readonly Family[] = [
  ...collectorFamilies,
  ...quorumFamilies,
  ...brokerFamilies,
  ...findingFamilies,
  ...groupStateFamilies,
  ...groupStatusFamilies,
  ...lossFamilies,
  ...timeLagFamilies,
  ...groupOffsetFamilies,
  ...shareGroupFamilies,
  ...topicFamilies,
  ...riskFamilies,
  ...producerFamilies,
  ...partitionFamilies,
  ...memberFamilies,
];
