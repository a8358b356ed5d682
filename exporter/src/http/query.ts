import type { Context } from 'koa';
import { pattern } from '../config/pattern.ts';
import { InvalidValue } from '../config/value-type.ts';
import type { GraphPattern } from '../graph/query.ts';
import { Problem } from './problem.ts';
import { timeForms, timeOf } from './time.ts';

/** A pattern matches in linear time, but longer ones still take a while, and nobody types them. */
const longestPattern = 1000;

/** A query parameter; undefined when it is absent or empty. */
export function parameter(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name];
  if (Array.isArray(value)) throw invalid(name, 'is given more than once');
  return value === '' ? undefined : value;
}

/** An RE2 pattern, unanchored; undefined when the parameter is absent. */
export function patternParameter(ctx: Context, name: string): GraphPattern | undefined {
  const text = parameter(ctx, name);
  return text === undefined ? undefined : namePattern(text, (reason) => invalid(name, reason));
}

/** @param wrong Makes what is thrown when the text is no RE2 pattern; its argument goes on after the name of what is wrong. */
export function namePattern(text: string, wrong: (reason: string) => Error): GraphPattern {
  if (text.length > longestPattern) throw wrong(`is longer than ${longestPattern} characters`);
  try {
    const compiled = pattern(text);
    return { pattern: text, matches: (tested) => compiled.test(tested) };
  } catch (error) {
    if (error instanceof InvalidValue) throw wrong(error.reason);
    throw error;
  }
}

/** More are more than a picture has. */
const mostApart = 1000;

/** With collapse=prefix the ids of nodes that are to be left apart; undefined when nothing is to be collapsed. */
export function apartParameter(ctx: Context): ReadonlySet<string> | undefined {
  if (choiceParameter(ctx, 'collapse', ['none', 'prefix']) === 'none') return undefined;
  const given = [ctx.query.apart ?? []].flat();
  if (given.length > mostApart) throw invalid('apart', `must not be given more than ${mostApart} times`);
  return new Set(given);
}

/** How many items an answer holds at most: a whole number from 1 to `most`. */
export function limitParameter(ctx: Context, usual: number, most: number): number {
  const text = parameter(ctx, 'limit');
  if (text === undefined) return usual;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(limit >= 1 && limit <= most)) throw invalid('limit', `must be a whole number from 1 to ${most}`);
  return limit;
}

/** Milliseconds since 1970; undefined when the parameter is absent. */
export function timeParameter(ctx: Context, name: string): number | undefined {
  const text = parameter(ctx, name);
  if (text === undefined) return undefined;
  const atMs = timeOf(text);
  if (atMs === undefined) throw invalid(name, timeForms);
  return atMs;
}

/** Some of a few words, separated by commas; undefined when the parameter is absent. */
export function choicesParameter<Choice extends string>(
  ctx: Context,
  name: string,
  choices: readonly Choice[],
): ReadonlySet<Choice> | undefined {
  const words = parameter(ctx, name)?.split(',');
  return (
    words &&
    new Set(
      words.map((word) => {
        const found = choices.find((choice) => choice === word.trim());
        if (found === undefined) throw invalid(name, `must be one or more of ${choices.join(', ')}`);
        return found;
      }),
    )
  );
}

/** One of a few words. */
export function choiceParameter<Choice extends string>(
  ctx: Context,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = parameter(ctx, name) ?? choices[0];
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw invalid(name, `must be one of ${choices.join(', ')}`);
  return found;
}

function invalid(name: string, reason: string): Problem {
  return new Problem(400, 'invalid_parameter', `the query parameter ${name} ${reason}`);
}
