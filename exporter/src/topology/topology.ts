/**
 * What people declare of a cluster because Kafka does not tell it: who writes into which topics, and which
 * consumer groups belong to which application. Evidence `declared` in the graph.
 */
export interface Topology {
  readonly producers: readonly DeclaredProducer[];
  readonly applications: readonly DeclaredApplication[];
}

/** A program that only writes. */
export interface DeclaredProducer {
  readonly name: string;
  /** The configured cluster that it belongs to; undefined: all of them. */
  readonly cluster: string | undefined;
  readonly writes: TopicSet;
}

/** A program that reads with one or more consumer groups and may write. */
export interface DeclaredApplication {
  readonly name: string;
  /** The configured cluster that it belongs to; undefined: all of them. */
  readonly cluster: string | undefined;
  /** Exact consumer group ids, at least one. */
  readonly groups: readonly string[];
  readonly writes: TopicSet;
}

export interface TopicSet {
  matches(topic: string): boolean;
}
