import type { Report } from './config-error.ts';
import type { FlagName, ValueOf } from './flags.ts';
import { flagNames, flags } from './flags.ts';
import type { Layer } from './layer.ts';
import { InvalidValue, quote } from './value-type.ts';

/** The values that hold, after flags, environment and file were laid over one another. */
export class Settings {
  readonly #values = new Map<FlagName, unknown>();
  readonly #sources = new Map<FlagName, { readonly where: string; readonly layer: number }>();

  /** The first layer that gives a setting wins. Invalid values go into the report and leave the default. */
  constructor(layers: readonly Layer[], report: Report) {
    for (const name of flagNames) {
      const layer = layers.findIndex((one) => (one.get(name)?.items.length ?? 0) > 0);
      const given = layers[layer]?.get(name);
      if (given === undefined) continue;
      this.#sources.set(name, { where: given.where, layer });
      try {
        this.#values.set(name, flags[name].type.parse(given.items));
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        const value = flags[name].secret ? 'the value' : quote(error.value);
        report.problems.push(`${given.where}: ${value} ${error.reason}`);
      }
    }
  }

  get<N extends FlagName>(name: N): ValueOf<N> {
    return this.#values.has(name) ? (this.#values.get(name) as ValueOf<N>) : flags[name].default;
  }

  has(name: FlagName): boolean {
    return this.#sources.has(name);
  }

  /** The settings that some layer gives, in the order of the table. */
  given(): FlagName[] {
    return flagNames.filter((name) => this.#sources.has(name));
  }

  /** Where the value was given, for messages; the flag where it was not. */
  where(name: FlagName): string {
    return this.#sources.get(name)?.where ?? `--${name}`;
  }

  /** Which layer gave the value, 0 the strongest; Infinity where none did. */
  layer(name: FlagName): number {
    return this.#sources.get(name)?.layer ?? Infinity;
  }
}
