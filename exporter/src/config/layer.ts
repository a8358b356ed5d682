import type { Flag } from './flag.ts';
import type { FlagName } from './flags.ts';

/** Settings from one source: a command line, the environment, a file or one cluster of it. */
export type Layer = ReadonlyMap<FlagName, Given>;

export interface Given {
  /** None: written, but empty, which counts as not given. */
  readonly items: readonly string[];
  /** For messages: `--topic.filter`, `KAFKASCOPE_TOPIC_FILTER`, `config.yaml:7: clusters[0].topics.filter`. */
  readonly where: string;
}

/** The items of a value that is written as one text: lists are separated with commas. */
export function splitItems({ type }: Flag<unknown>, text: string): string[] {
  const items = type.list ? text.split(',').map((item) => item.trim()) : [text];
  return items.filter((item) => item !== '');
}
