/** Reads the fields of one parsed line; throws a sentence that names the field where the type is another. */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('is no object');
    this.#fields = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== 'string') throw new Error(`has no text '${name}'`);
    return value;
  }

  number(name: string): number {
    const value = this.#fields[name];
    if (typeof value !== 'number') throw new Error(`has no number '${name}'`);
    return value;
  }

  boolean(name: string): boolean {
    const value = this.#fields[name];
    if (typeof value !== 'boolean') throw new Error(`has no truth value '${name}'`);
    return value;
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const word = words.find((one) => one === this.#fields[name]);
    if (word === undefined) throw new Error(`has none of ${words.join(', ')} as '${name}'`);
    return word;
  }

  /** Of `length`, when that is given; null is NaN. */
  column(name: string, length?: number): Float64Array {
    const value = this.#fields[name];
    const isColumn = Array.isArray(value) && value.every((item) => item === null || typeof item === 'number');
    if (!isColumn || (length !== undefined && value.length !== length)) throw new Error(`has no numbers '${name}'`);
    return Float64Array.from(value, (item: number | null) => item ?? NaN);
  }

  /** Of objects. */
  list(name: string): Fields[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw new Error(`has no list '${name}'`);
    return value.map((item) => new Fields(item));
  }

  nested(name: string): Fields {
    return new Fields(this.#fields[name]);
  }
}
