import type { Context } from 'koa';
import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { GraphPattern } from '../graph/query.ts';
import { limitParameter, patternParameter } from './query.ts';

/** What a list or a table of details holds unless `?limit=` says otherwise, and at most. */
export const usualLimit = 1000;
export const mostLimit = 10_000;

export interface Selection<Item> {
  readonly shown: readonly { readonly item: Item; readonly index: number }[];
  readonly omitted: number;
}

export function rowLimit(ctx: Context): number {
  return limitParameter(ctx, usualLimit, mostLimit);
}

/** The items whose name matches `?filter=`, up to `?limit=`, each with its index, and how many more there are. */
export async function select<Item>(
  ctx: Context,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Promise<Selection<Item>> {
  return selectNamed(items, nameOf, patternParameter(ctx, 'filter'), rowLimit(ctx));
}

/** The same for a filter and a limit from elsewhere. */
export async function selectNamed<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  filter: Pick<GraphPattern, 'matches'> | undefined,
  limit: number,
): Promise<Selection<Item>> {
  const shown: { item: Item; index: number }[] = [];
  let omitted = 0;
  for (const [index, item] of items.entries()) {
    if (filter?.matches(nameOf(item)) ?? true) {
      if (shown.length < limit) shown.push({ item, index });
      else omitted++;
    }
    if (index % 64 === 0 && sliceIsOver()) await nextTurn();
  }
  return { shown, omitted };
}
