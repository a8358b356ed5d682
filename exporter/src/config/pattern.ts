import { RE2JS, RE2JSSyntaxException } from 're2js';
import { InvalidValue } from './value-type.ts';

/** Whether an RE2 pattern matches anywhere in a text, as Go's MatchString does. */
export interface Pattern {
  test(text: string): boolean;
}

/** Compiles an RE2 pattern; never slow, whatever it is. Throws InvalidValue. */
export function pattern(text: string): Pattern {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new InvalidValue(text, `is not an RE2 pattern: ${error.message.replace('error parsing regexp: ', '')}`);
  }
}
