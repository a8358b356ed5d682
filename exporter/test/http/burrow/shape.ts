/** JSON types by path; '[]' in a path stands for every item of a list. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/** Every key of a JSON value with the types that its values have. Whole numbers are a type of their own. */
export function shapeOf(value: unknown): Shape {
  const shape = new Map<string, Set<string>>();
  const walk = (at: string, part: unknown): void => {
    const types = shape.get(at) ?? new Set();
    shape.set(at, types.add(typeOf(part)));
    if (Array.isArray(part)) for (const item of part) walk(`${at}[]`, item);
    else if (typeof part === 'object' && part !== null) {
      for (const [key, child] of Object.entries(part)) walk(`${at}.${key}`, child);
    }
  };
  walk('', value);
  return shape;
}

/** What a client that knows the recorded answer would stumble over in another one, as 'path: type'. */
export function misfits(recorded: Shape, other: Shape): string[] {
  const missing = [...recorded.keys()].filter((path) => !other.has(path)).map((path) => `${path}: missing`);
  const wrong = [...other].flatMap(([path, types]) =>
    [...types].filter((type) => !fits(recorded.get(path), type)).map((type) => `${path}: ${type}`),
  );
  return [...missing, ...wrong];
}

/** A share may happen to be a whole number, and an offset must not happen to be a share. */
function fits(recorded: ReadonlySet<string> | undefined, type: string): boolean {
  return recorded !== undefined && (recorded.has(type) || (type === 'integer' && recorded.has('fraction')));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value;
}
