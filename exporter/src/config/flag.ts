import type { ValueType } from './value-type.ts';

export const sections = [
  'Kafka cluster',
  'Topics and groups',
  'TLS to Kafka',
  'SASL',
  'Collectors',
  'Audit',
  'History',
  'Web',
  'Other',
] as const;

/** One setting: from it come the flag, the environment variable, the key in the configuration file, help and docs. */
export interface Flag<T> {
  readonly section: (typeof sections)[number];
  readonly type: ValueType<Exclude<T, undefined>>;
  /** Without dot at the end of its last sentence; the default is added to it. */
  readonly help: string;
  /** The value where nothing else gives one. */
  readonly default: T;
  /** The default as one would write it; '' where there is none. */
  readonly defaultText: string;
  /** Place in the configuration file (`topics.filter`), of the file or of a cluster; undefined: not in the file. */
  readonly key: string | undefined;
  /** `cluster`: concerns one cluster. `every cluster`: likewise, but as a flag it holds for all that a file lists. */
  readonly scope: 'process' | 'cluster' | 'every cluster';
  /** Not shown in any message. */
  readonly secret: boolean;
  /** kafka_exporter's environment variable, which counts where nothing else gives a value. */
  readonly fallbackEnv: string | undefined;
}

interface Details {
  readonly key?: string;
  readonly scope?: Flag<unknown>['scope'];
  readonly secret?: boolean;
  readonly fallbackEnv?: string;
}

type Section = Flag<unknown>['section'];

/** A flag with a default, written as on a command line. */
export function flag<T>(
  section: Section,
  type: ValueType<T>,
  defaultText: string,
  help: string,
  details: Details = {},
) {
  return make<T>(
    section,
    type as ValueType<Exclude<T, undefined>>,
    type.parse([defaultText]),
    defaultText,
    help,
    details,
  );
}

/** A flag whose value is undefined where nothing gives one. */
export function optional<T>(section: Section, type: ValueType<T>, help: string, details: Details = {}) {
  return make<T | undefined>(section, type as ValueType<Exclude<T, undefined>>, undefined, '', help, details);
}

function make<T>(
  section: Section,
  type: Flag<T>['type'],
  value: T,
  defaultText: string,
  help: string,
  { key, scope = 'process', secret = false, fallbackEnv }: Details,
): Flag<T> {
  return { section, type, help, default: value, defaultText, key, scope, secret, fallbackEnv };
}

/** `--topic.filter` is `KAFKASCOPE_TOPIC_FILTER`. */
export function envName(name: string): string {
  return `KAFKASCOPE_${name.toUpperCase().replace(/[.-]/g, '_')}`;
}
