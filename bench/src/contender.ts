/** One complete look at the cluster by one exporter: its refresh, its poll, or its scrape where the scrape is the work. */
export interface Look {
  readonly seconds: number;
  /** CPU time of the exporter's process for it. */
  readonly cpuSeconds: number;
  /** Resident memory right after it, bytes. */
  readonly residentBytes: number;
}

/** An exporter under measurement. It is held still except within its turns. */
export interface Contender {
  readonly name: ContenderName;
  readonly version: string;
  /** Looks at the cluster `count` times, undisturbed by the others. */
  turn(count: number): Promise<Look[]>;
  /** What one scrape brings, taken once at the end. */
  answer(): Promise<Answer>;
  /** The most memory it ever had resident, bytes. */
  peakResidentBytes(): number;
}

export type ContenderName =
  | 'kafkascope'
  | 'without producers'
  | 'all of producers'
  | 'kafkascope before'
  | 'kminion'
  | 'kafka_exporter'
  | 'klag-exporter';

/** Why a neighbour is not measured. */
export interface Absent {
  readonly name: ContenderName;
  readonly reason: string;
}

/** A scrape's size, and how long it takes where it is served from a cache; seconds. */
export interface Answer {
  readonly samples: number;
  readonly bytes: number;
  readonly cachedScrapeSeconds: readonly number[];
}
