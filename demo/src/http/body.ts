import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

const mostBytes = 10_000;

export type Fields = Readonly<Record<string, unknown>>;

/** The JSON object of a request; one without a body, as a form's button sends it, has no fields. */
export async function readFields(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Problem(413, 'too_large', `The body is larger than ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString().trim();
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, 'no_json', 'The body is no JSON: send an object, or no body at all.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(400, 'no_object', 'The body is JSON, but no object: send {…}, or no body at all.');
  }
  return value as Fields;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Whether only whole numbers are taken. */
  readonly isWhole?: boolean;
}

/** @throws Problem 400 where it is there and not such a number, and for any other field. */
export function numberField(fields: Fields, name: string, usual: number, { least, most, isWhole }: Bounds): number {
  onlyFields(fields, [name]);
  const value = fields[name] ?? usual;
  const isRight = typeof value === 'number' && value >= least && value <= most;
  if (isRight && (isWhole !== true || Number.isInteger(value))) return value;
  const given = JSON.stringify(value);
  const wanted = isWhole === true ? 'a whole number' : 'a number';
  throw new Problem(400, 'bad_field', `"${name}" is ${given}: give ${wanted} from ${least} to ${most}.`);
}

/** @throws Problem 400 for a field that nobody reads. */
export function onlyFields(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = known.length === 0 ? 'no field is read here' : `known is ${known.join(', ')}`;
  throw new Problem(400, 'unknown_field', `${JSON.stringify(unknown)} is unknown: ${expected}.`);
}
