import type { GraphView } from '../../api.ts';

export const filterKinds = ['topic', 'group', 'producer'] as const;
export type FilterKind = (typeof filterKinds)[number];

/** What the page shows; kept in its address, so that it can be linked and reloaded. */
export interface Address {
  readonly cluster: string;
  readonly view: GraphView;
  readonly filterKind: FilterKind;
  readonly filter: string;
  /** Names that begin alike are one card, but for the cards with these ids; undefined draws each. */
  readonly apart: readonly string[] | undefined;
  /** Most cards. */
  readonly limit: number;
  /** Part of the names that are to stand out. */
  readonly find: string;
  /** The same in a table, for who reads rather than looks. */
  readonly asTable: boolean;
  /** Id of the node or edge whose details are open; '' when none is. */
  readonly node: string;
}

/** As many cards as the API draws without being asked, and steps up to as many as it draws at all. */
export const limits = [200, 400, 700, 1000] as const;

const views: readonly GraphView[] = ['flow', 'brokers', 'members'];

export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const filterKind = filterKinds.find((kind) => query.has(kind)) ?? 'topic';
  return {
    cluster: query.get('cluster') ?? '',
    view: views.find((view) => view === query.get('view')) ?? 'flow',
    filterKind,
    filter: query.get(filterKind) ?? '',
    apart: query.get('collapse') === 'prefix' ? query.getAll('apart') : undefined,
    limit: limits.find((limit) => String(limit) === query.get('limit')) ?? limits[0],
    find: query.get('find') ?? '',
    asTable: query.get('as') === 'table',
    node: query.get('node') ?? '',
  };
}

/** '' for the page as it is without an address. */
export function formatAddress(address: Address): string {
  const query = graphQuery(address);
  if (address.view === 'flow') query.delete('view');
  if (address.find !== '') query.set('find', address.find);
  if (address.asTable) query.set('as', 'table');
  if (address.node !== '') query.set('node', address.node);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** As GET /api/graph takes it. */
export function graphQuery({ cluster, view, filterKind, filter, apart, limit }: Address): URLSearchParams {
  const query = new URLSearchParams({ view });
  if (cluster !== '') query.set('cluster', cluster);
  if (filter !== '') query.set(filterKind, filter);
  if (apart !== undefined) query.set('collapse', 'prefix');
  for (const id of apart ?? []) query.append('apart', id);
  if (limit !== limits[0]) query.set('limit', String(limit));
  return query;
}

/** The address after a card that stands for others was opened: each of them, or more of what had no room. */
export function opened(id: string, { apart, limit }: Address): Partial<Address> {
  if (!/^more:\d+$/.test(id)) return { apart: [...(apart ?? []), id], node: '' };
  return { limit: limits.find((each) => each > limit) ?? limit, node: '' };
}
