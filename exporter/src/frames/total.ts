import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { combined, combineInto, type Combine } from './combine.ts';
import type { Row, Series, SeriesParts } from './metric.ts';

/** All rows as one; its value is NaN where none is known. Lets the event loop turn in between. */
export async function totalRow(rows: Iterable<Row>, combine: Combine): Promise<Row> {
  let total = NaN;
  for (const { value } of rows) {
    if (sliceIsOver()) await nextTurn();
    total = combined([total, value], combine);
  }
  return { labels: {}, value: total };
}

/** The same for series: none where there are none. */
export async function totalSeries(parts: SeriesParts, combine: Combine): Promise<Series[]> {
  let total: Float64Array | undefined;
  for (const part of parts) {
    if (sliceIsOver()) await nextTurn();
    if (part === undefined) continue;
    total ??= new Float64Array(part.values.length).fill(NaN);
    combineInto(total, part.values, combine);
  }
  return total === undefined ? [] : [{ labels: {}, values: total }];
}
