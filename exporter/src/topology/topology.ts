/**
 * What people declare of a cluster because Kafka does not tell it: who writes into which topics, and which
 * consumer groups belong to which application (evidence `declared` in the graph), and what the clients are called that
 * do not say it themselves.
 */
export interface Topology {
  readonly producers: readonly DeclaredProducer[];
  readonly applications: readonly DeclaredApplication[];
  readonly names: readonly DeclaredName[];
}

export const nothingDeclared: Topology = { producers: [], applications: [], names: [] };

/** What is declared for a cluster, or for all of them. */
export function topologyOf(topology: Topology | undefined, cluster: string): Topology {
  const here = (one: { readonly cluster: string | undefined }): boolean =>
    one.cluster === undefined || one.cluster === cluster;
  return {
    producers: (topology?.producers ?? []).filter(here),
    applications: (topology?.applications ?? []).filter(here),
    names: (topology?.names ?? []).filter(here),
  };
}

/** A program that only writes. */
export interface DeclaredProducer {
  readonly name: string;
  /** The configured cluster that it belongs to; undefined: all of them. */
  readonly cluster: string | undefined;
  readonly writes: NameSet;
}

/** A program that reads with one or more consumer groups and may write. */
export interface DeclaredApplication {
  readonly name: string;
  /** The configured cluster that it belongs to; undefined: all of them. */
  readonly cluster: string | undefined;
  /** Exact consumer group ids, at least one. */
  readonly groups: readonly string[];
  readonly writes: NameSet;
}

/** What an application is called that has such client ids, transactional ids or names in its headers. */
export interface DeclaredName {
  readonly name: string;
  /** The configured cluster that it belongs to; undefined: all of them. */
  readonly cluster: string | undefined;
  readonly ids: NameSet;
}

export interface NameSet {
  matches(name: string): boolean;
}
