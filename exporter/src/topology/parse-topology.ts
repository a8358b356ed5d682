import { z } from 'zod';
import { ConfigError } from '../config/config-error.ts';
import type { Pattern } from '../config/pattern.ts';
import { pattern } from '../config/pattern.ts';
import { InvalidValue, quote } from '../config/value-type.ts';
import type { KeyPath, YamlDocument } from '../config/yaml-document.ts';
import { readYaml } from '../config/yaml-document.ts';
import type { Topology, NameSet } from './topology.ts';

const text = z.string('must be a text (quote it)').trim().min(1, 'must not be empty');
const texts = z.union(
  [text.transform((one) => [one]), z.array(text).nonempty('must be a text or a list of texts')],
  'must be a text or a list of texts',
);
const list = <T extends z.ZodType>(item: T) => z.array(item, 'must be a list').default([]);

/** The graph calls those that nobody knows `?`. */
const name = text.refine((one) => one !== '?', 'must not be "?", which stands for unknown producers');
const common = { name, cluster: text.optional() };
const schema = mapping({
  producers: list(mapping({ ...common, writes: texts })),
  applications: list(mapping({ ...common, group: texts, writes: texts.optional() })),
  names: list(mapping({ ...common, ids: texts })),
});

function mapping<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `; allowed: ${Object.keys(shape).join(', ')}` : 'must be a mapping',
  });
}

type File = z.infer<typeof schema>;

/**
 * Declared producers and applications from a YAML text. `clusterNames`, where given, are the clusters that may be
 * named. Throws ConfigError with everything that is wrong.
 */
export function parseTopology(yaml: string, path: string, clusterNames?: readonly string[]): Topology {
  const document = readYaml(yaml, path, schema, () => true);
  const problems: string[] = [];
  const { producers, applications, names } = document.value;
  checkItems('producers', document, clusterNames, problems);
  checkItems('applications', document, clusterNames, problems);
  checkItems('names', document, clusterNames, problems);
  const set = (items: readonly string[], at: KeyPath) => nameSet(items, document, at, problems);
  const topology: Topology = {
    producers: producers.map(({ name, cluster, writes }, index) => ({
      name,
      cluster,
      writes: set(writes, ['producers', index, 'writes']),
    })),
    applications: applications.map(({ name, cluster, group, writes = [] }, index) => ({
      name,
      cluster,
      groups: group,
      writes: set(writes, ['applications', index, 'writes']),
    })),
    names: names.map(({ name, cluster, ids }, index) => ({ name, cluster, ids: set(ids, ['names', index, 'ids']) })),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return topology;
}

/** One name is one thing in a cluster; what names no cluster is in all of them. */
function checkItems(
  kind: 'producers' | 'applications' | 'names',
  { value, where }: YamlDocument<File>,
  clusterNames: readonly string[] | undefined,
  problems: string[],
): void {
  const items: readonly { readonly name: string; readonly cluster?: string | undefined }[] = value[kind];
  items.forEach(({ name, cluster }, index) => {
    const same = items.findIndex(
      (other) =>
        other.name === name && (other.cluster === cluster || other.cluster === undefined || cluster === undefined),
    );
    if (same < index)
      problems.push(`${where([kind, index, 'name'])}: ${quote(name)} is also the name of ${kind}[${same}]`);
    if (cluster !== undefined && clusterNames?.includes(cluster) === false) {
      const known = clusterNames.map((one) => JSON.stringify(one)).join(', ');
      problems.push(`${where([kind, index, 'cluster'])}: no cluster is called ${quote(cluster)}; there are ${known}`);
    }
  });
}

/** Names as they are, or by an RE2 pattern between slashes that must match the whole name. */
function nameSet(items: readonly string[], document: YamlDocument<File>, at: KeyPath, problems: string[]): NameSet {
  const names = new Set<string>();
  const patterns: Pattern[] = [];
  items.forEach((item, index) => {
    const inner = /^\/(.*)\/$/s.exec(item)?.[1];
    if (inner === undefined) {
      names.add(item);
      return;
    }
    try {
      pattern(inner);
      patterns.push(pattern(`^(?:${inner})$`));
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      problems.push(`${document.where([...at, index])}: ${quote(item)} ${error.reason}`);
    }
  });
  return { matches: (name) => names.has(name) || patterns.some((one) => one.test(name)) };
}
