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

/** @throws Problem 400 where it is there and not a number from `least` to `most`, and for any other field. */
export function numberField(fields: Fields, name: string, usual: number, least: number, most: number): number {
  onlyFields(fields, [name]);
  const value = fields[name] ?? usual;
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    const given = JSON.stringify(value);
    throw new Problem(400, 'bad_field', `"${name}" is ${given}: give a number from ${least} to ${most}.`);
  }
  return value;
}

/** @throws Problem 400 for a field that nobody reads. */
export function onlyFields(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = known.length === 0 ? 'no field is read here' : `known is ${known.join(', ')}`;
  throw new Problem(400, 'unknown_field', `${JSON.stringify(unknown)} is unknown: ${expected}.`);
}
