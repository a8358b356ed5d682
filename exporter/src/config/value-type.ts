/** One kind of value: how it is written on a command line, in the environment and in YAML, and what it becomes. */
export interface ValueType<T> {
  /** Stands for the value in --help; '' for a switch. */
  readonly placeholder: string;
  readonly yaml: 'string' | 'boolean' | 'integer' | 'strings' | 'map';
  /** A list: the flag may be repeated, and `a,b` on a command line is two items. */
  readonly list: boolean;
  /** A path: in a configuration file it is relative to that file. */
  readonly path: boolean;
  /** Never called without items. Throws InvalidValue. */
  parse(items: readonly string[]): T;
}

/** `reason` goes on after the value: `is not …`, `must be …`. */
export class InvalidValue extends Error {
  readonly value: string;
  readonly reason: string;

  constructor(value: string, reason: string) {
    super(reason);
    this.name = 'InvalidValue';
    this.value = value;
    this.reason = reason;
  }
}

/** The value as an error shows it: one line, not endless, without what stands before an @ (credentials in an address). */
export function quote(value: string): string {
  const shown = value.replace(/^.*@/s, '…@');
  return JSON.stringify(shown.length > 100 ? `${shown.slice(0, 99)}…` : shown);
}

/** A value of one item. */
export function single<T>(
  placeholder: string,
  parse: (text: string) => T,
  { yaml = 'string', path = false }: { yaml?: ValueType<T>['yaml']; path?: boolean } = {},
): ValueType<T> {
  return { placeholder, yaml, list: false, path, parse: (items) => parse(items[0] ?? '') };
}

/** A value of several items. */
export function list<T>(
  placeholder: string,
  parse: (items: readonly string[]) => T,
  yaml: 'strings' | 'map' = 'strings',
): ValueType<T> {
  return { placeholder, yaml, list: true, path: false, parse };
}
