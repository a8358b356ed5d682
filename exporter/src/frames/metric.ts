import type { FieldConfig, MetricQueryType, QueryBy } from '../api.ts';
import type { Ask, Current, Labels } from './ask.ts';
import type { Combine } from './combine.ts';
import type { History } from './history.ts';

/** A number that is asked for, now or over time: one file each. */
export interface Metric {
  readonly name: MetricQueryType;
  /** What a row can be about, the usual first, with the names of its labels. */
  readonly labels: ReadonlyMap<QueryBy, readonly string[]>;
  /** How all rows make one number; undefined where they are never taken together. */
  readonly total?: Combine;
  readonly config: FieldConfig;
  /** The newest values that are known. */
  readonly now: (current: Current, ask: Ask) => Iterable<Row>;
  /** undefined where nothing is remembered but the newest value. */
  readonly past?: MetricPast;
}

export interface MetricPast {
  readonly series: (current: Current, ask: Ask, history: History) => SeriesParts;
  /** What it means that there is no series; undefined when only that nothing is known. */
  readonly nothing?: string;
  /** What a reader of the points must know; undefined when nothing. */
  readonly notice?: (current: Current, ask: Ask) => string | undefined;
}

export interface Row {
  readonly labels: Labels;
  readonly value: number;
}

/** Series, and undefined where so much was done for the next one that others may have a turn. */
export type SeriesParts = Iterable<Series | undefined>;

/** A value for each point of a history; NaN is unknown. */
export interface Series {
  readonly labels: Labels;
  readonly values: Float64Array;
}
