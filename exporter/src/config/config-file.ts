import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { FlagName } from './flags.ts';
import { flagNames, flags } from './flags.ts';
import type { Given, Layer } from './layer.ts';
import type { KeyPath, YamlDocument } from './yaml-document.ts';
import { readYaml, valueAt } from './yaml-document.ts';

export interface ConfigFile {
  readonly process: Layer;
  /** Empty: the file lists no clusters. */
  readonly clusters: readonly ClusterLayer[];
}

export interface ClusterLayer {
  readonly settings: Layer;
  /** For messages: `config.yaml:4: clusters[0]`. */
  readonly where: string;
}

const yamlSchemas = {
  string: z.string('must be a text (quote it)'),
  boolean: z.boolean('must be true or false'),
  integer: z.int('must be a whole number').nonnegative('must be a whole number from 0'),
  strings: z.array(z.string('must be a text (quote it)'), 'must be a list').nonempty('must be a list of at least one'),
  map: z.record(z.string(), z.string('must be a text (quote it)'), 'must be a mapping'),
} as const;

const clusterNames = flagNames.filter((name) => flags[name].scope !== 'process' && flags[name].key !== undefined);
const processNames = flagNames.filter((name) => flags[name].scope === 'process' && flags[name].key !== undefined);
const schema = strictMapping({
  ...schemaOf(processNames),
  clusters: z
    .array(strictMapping(schemaOf(clusterNames)), 'must be a list')
    .nonempty('must list at least one cluster')
    .optional(),
});

/** Reads a configuration file whose keys are those of the flag table. Throws ConfigError. */
export function readConfigFile(text: string, path: string): ConfigFile {
  const document = readYaml(text, path, schema, mayShow) as YamlDocument<{ readonly clusters?: readonly unknown[] }>;
  const base = dirname(path);
  return {
    process: layerOf(processNames, document, [], base),
    clusters: (document.value.clusters ?? []).map((_, index) => ({
      settings: layerOf(clusterNames, document, ['clusters', index], base),
      where: document.where(['clusters', index]),
    })),
  };
}

type Shape = Record<string, z.ZodType>;

/** The nested schema of `topics.filter`, `topics.exclude`, … */
function schemaOf(names: readonly FlagName[], prefix = ''): Shape {
  const shape: Shape = {};
  for (const name of names) {
    const [head = '', ...rest] = (flags[name].key ?? '').slice(prefix.length).split('.');
    if (head in shape) continue;
    const inner = `${prefix}${head}.`;
    const nested = names.filter((other) => flags[other].key?.startsWith(inner) === true);
    shape[head] = (
      rest.length === 0 ? yamlSchemas[flags[name].type.yaml] : strictMapping(schemaOf(nested, inner))
    ).optional();
  }
  return shape;
}

function strictMapping(shape: Shape): z.ZodType {
  const allowed = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `; allowed: ${allowed}` : 'must be a mapping'),
  });
}

function layerOf(names: readonly FlagName[], document: YamlDocument<unknown>, root: KeyPath, base: string): Layer {
  const layer = new Map<FlagName, Given>();
  for (const name of names) {
    const path = [...root, ...(flags[name].key ?? '').split('.')];
    const value = valueAt(document.value, path);
    if (value !== undefined) {
      const items = itemsOf(value).filter((item) => item !== '');
      layer.set(name, {
        items: flags[name].type.path ? items.map((item) => resolve(base, item)) : items,
        where: document.where(path),
      });
    } else if (path.at(-1) === 'enabled' && valueAt(document.value, path.slice(0, -1)) !== undefined) {
      // A section that is there is meant: `tls: {}` is TLS.
      layer.set(name, { items: ['true'], where: document.where(path.slice(0, -1)) });
    }
  }
  return layer;
}

function itemsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, text]) => `${key}=${String(text)}`);
  return [String(value)];
}

/** Not what is secret, nor what stands where a mapping with a secret belongs. */
function mayShow(path: KeyPath): boolean {
  const key = path.filter((part, index) => !(index < 2 && path[0] === 'clusters')).join('.');
  return !flagNames.some((name) => {
    const own = flags[name].key;
    return flags[name].secret && own !== undefined && (own === key || own.startsWith(`${key}.`) || key === '');
  });
}
