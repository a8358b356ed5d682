import type { Tally } from './tally.ts';

/** One line of `go test -json`: something that happened to a test, or, without one, to a package. */
interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
}

export interface GoReport {
  readonly tally: Tally;
  /** What those that failed have said. */
  readonly complaints: string;
}

/** Reads the output of `go test -json`. A test with tests of its own counts through these. */
export function goReport(text: string): GoReport {
  const events = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as GoEvent);
  const outcomes = new Map<string, string>();
  const output = new Map<string, string>();
  for (const event of events) {
    const name = nameOf(event);
    if (event.Output !== undefined) output.set(name, (output.get(name) ?? '') + event.Output);
    else if (isOutcome(event.Action)) outcomes.set(name, event.Action.replace('build-', ''));
  }
  const parents = new Set([...outcomes.keys()].flatMap(ancestors));
  const count = (outcome: string): number =>
    [...outcomes].filter(([name, other]) => other === outcome && name.includes('.Test') && !parents.has(name)).length;
  const failed = [...outcomes].filter(([, outcome]) => outcome === 'fail').map(([name]) => name);
  return {
    tally: { passed: count('pass'), failed: count('fail'), skipped: count('skip') },
    complaints: failed.map((name) => output.get(name) ?? '').join(''),
  };
}

/** 'package.Test/case', or only the package. */
function nameOf({ Package, ImportPath, Test }: GoEvent): string {
  const name = Package ?? ImportPath ?? '';
  return Test === undefined ? name : `${name}.${Test}`;
}

function isOutcome(action: string): boolean {
  return ['pass', 'fail', 'skip', 'build-fail'].includes(action);
}

/** Names of the tests that a case is part of. A case's own name may have slashes too: then one of them never was. */
function ancestors(name: string): string[] {
  const test = name.indexOf('.Test');
  const slashes = [...name.matchAll(/\//g)].map(({ index }) => index).filter((index) => test !== -1 && index > test);
  return slashes.map((index) => name.slice(0, index));
}
