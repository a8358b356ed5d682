import type { GraphView } from '../api.ts';

/** What a reader asks of the graph: `GET /api/graph?view=&topic=&group=&producer=&limit=`. */
export interface GraphQuery {
  readonly view: GraphView;
  /** Each pattern restricts the nodes of its own kind; undefined restricts nothing. See filter.ts. */
  readonly topic: GraphPattern | undefined;
  readonly group: GraphPattern | undefined;
  readonly producer: GraphPattern | undefined;
  /**
   * Names that begin alike become one node, but for those with these ids; undefined shows each. See collapse.ts.
   */
  readonly apart?: ReadonlySet<string> | undefined;
  /** Most nodes in the answer, those that stand for folded ones included; an integer from 1 to maxLimit. */
  readonly limit: number;
}

/** A compiled RE2 pattern, unanchored. */
export interface GraphPattern {
  /** As the reader wrote it: with the rest of the query it is the key under which a picture is remembered. */
  readonly pattern: string;
  matches(name: string): boolean;
}

export const defaultLimit = 200;
/** Laying out many more nodes takes seconds, and no screen shows them. */
export const maxLimit = 1000;

/** No letter, and in no name: it is matched by what matches anything. */
const nobodysName = '\u{10ffff}';

/**
 * Whether a pattern was given that can tell names apart. One that matches the empty name ('', '.*') matches every
 * name, as patterns are unanchored: Grafana's "All" sends such a one, and it must not hide what is unconnected.
 */
export function restricts(pattern: GraphPattern | undefined): pattern is GraphPattern {
  // '^$' matches the empty name, which a group may have, and no other.
  return pattern !== undefined && !(pattern.matches('') && pattern.matches(nobodysName));
}

export function queryKey(query: GraphQuery): string {
  const patterns = [query.topic, query.group, query.producer].map((pattern) => pattern?.pattern ?? null);
  const apart = query.apart === undefined ? null : [...query.apart].sort();
  return JSON.stringify([query.view, query.limit, apart, ...patterns]);
}
