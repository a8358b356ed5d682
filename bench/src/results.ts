import type { Absent, Answer, ContenderName, Look } from './contender.ts';
import type { Refresh, ScrapeTime } from './kafkascope.ts';
import type { LoopReport } from './loop.ts';
import type { Machine } from './machine.ts';
import type { SyntheticRound } from './synthetic.ts';

/** The raw numbers of one run, as they are kept in its file. */
export interface Results {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly cluster: MeasuredCluster;
  readonly contenders: readonly Measured[];
  readonly absent: readonly Absent[];
  /** Refreshes of ours while the cluster had so many topics; one entry where the cluster was not ours to grow. */
  readonly growth: readonly { readonly topics: number; readonly refreshes: readonly Refresh[] }[];
  readonly scrapes: readonly ScrapeTime[];
  readonly loop: { readonly quiet: LoopReport; readonly scraped: LoopReport };
  readonly synthetic: readonly SyntheticRound[];
}

export interface MeasuredCluster {
  /** undefined for a cluster that the bench did not start. */
  readonly kafka: string | undefined;
  readonly brokers: number;
  readonly topics: number | undefined;
  readonly partitions: number | undefined;
  readonly groups: number | undefined;
  readonly offsets: number | undefined;
}

export interface Measured {
  readonly name: ContenderName;
  readonly version: string;
  readonly rounds: readonly (readonly Look[])[];
  readonly answer: Answer;
  readonly peakResidentBytes: number;
}
