import type { GraphView } from '../../api.ts';

export const filterKinds = ['topic', 'group', 'producer'] as const;
export type FilterKind = (typeof filterKinds)[number];

/** What the page shows; kept in its address, so that it can be linked and reloaded. */
export interface Address {
  readonly cluster: string;
  readonly view: GraphView;
  readonly filterKind: FilterKind;
  readonly filter: string;
  /** The same in a table, for who reads rather than looks. */
  readonly asTable: boolean;
  /** Id of the node or edge whose details are open; '' when none is. */
  readonly node: string;
}

const views: readonly GraphView[] = ['flow', 'brokers', 'members'];

export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const filterKind = filterKinds.find((kind) => query.has(kind)) ?? 'topic';
  return {
    cluster: query.get('cluster') ?? '',
    view: views.find((view) => view === query.get('view')) ?? 'flow',
    filterKind,
    filter: query.get(filterKind) ?? '',
    asTable: query.get('as') === 'table',
    node: query.get('node') ?? '',
  };
}

/** '' for the page as it is without an address. */
export function formatAddress(address: Address): string {
  const query = graphQuery(address);
  if (address.view === 'flow') query.delete('view');
  if (address.asTable) query.set('as', 'table');
  if (address.node !== '') query.set('node', address.node);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** As GET /api/graph takes it. */
export function graphQuery({ cluster, view, filterKind, filter }: Address): URLSearchParams {
  const query = new URLSearchParams({ view });
  if (cluster !== '') query.set('cluster', cluster);
  if (filter !== '') query.set(filterKind, filter);
  return query;
}
