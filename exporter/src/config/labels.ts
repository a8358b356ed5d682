import { InvalidValue } from './value-type.ts';

/** Names that the exporter's own metrics use; a constant label of the same name would make a sample ambiguous. */
const ownLabels = new Set(
  (
    'address api broker cause certainty cleanup_policy client_host client_id cluster_id collector consumergroup ' +
    'coordinator evidence id kind le log_dir metadata_version min_insync_replicas partition protocol reason ' +
    'replication_factor result retention_bytes retention_ms risk severity state status topic topic_id type voter'
  ).split(' '),
);

/** Constant labels from `name=value` items. Throws InvalidValue. */
export function labels(items: readonly string[]): Readonly<Record<string, string>> {
  const result = new Map<string, string>();
  for (const item of items) {
    const equals = item.indexOf('=');
    if (equals < 0) throw new InvalidValue(item, 'must be name=value');
    const name = item.slice(0, equals).trim();
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith('__')) {
      throw new InvalidValue(name, 'is not a label name: letters, digits and _, not beginning with a digit or __');
    }
    if (ownLabels.has(name))
      throw new InvalidValue(name, 'is a label of the exporter’s own metrics; choose another name');
    if (result.has(name)) throw new InvalidValue(name, 'is given twice');
    result.set(name, item.slice(equals + 1));
  }
  return Object.fromEntries(result);
}
