import { closest } from 'fastest-levenshtein';
import { ignoredFlags, refusedFlags } from './drop-in.ts';
import type { Action, FlagName } from './flags.ts';
import { actions, flagNames, flags, isFlagName } from './flags.ts';
import type { Report } from './config-error.ts';
import type { Layer } from './layer.ts';
import { splitItems } from './layer.ts';

interface KnownFlag {
  readonly isSwitch: boolean;
  readonly use: 'setting' | 'action' | 'ignored' | 'refused';
}

const known = new Map<string, KnownFlag>([
  ...flagNames.map((name) => [name, { isSwitch: flags[name].type.placeholder === '', use: 'setting' }] as const),
  ...Object.keys(actions).map((name) => [name, { isSwitch: true, use: 'action' }] as const),
  ...Object.entries(ignoredFlags).map(([name, isSwitch]) => [name, { isSwitch, use: 'ignored' }] as const),
  ...Object.entries(refusedFlags).map(([name, { isSwitch }]) => [name, { isSwitch, use: 'refused' }] as const),
]);

/**
 * Reads a command line in kingpin's forms: `--flag=value`, `--flag value`, `--switch`, `--no-switch`, and also
 * `--switch=false`. What is wrong goes into the report, never with a value: it might be a password.
 */
export function readArguments(argv: readonly string[], report: Report): Layer {
  const layer = new Map<FlagName, { items: string[]; where: string }>();
  const ignored: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] === '-h' ? '--help' : (argv[index] ?? '');
    if (!/^--./.test(argument)) {
      report.problems.push(strayArgument(argument, index, argv[index - 1]));
      continue;
    }
    const [, written = '', inline] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
    const found = findFlag(written);
    if (found === undefined) {
      report.problems.push(`--${written}: unknown flag; did you mean ${nearestFlag(written)}?`);
      if (inline === undefined && takesNext(argv[index + 1])) index++;
      continue;
    }
    const { name, negated, isSwitch, use } = found;
    let value = inline;
    if (negated && inline !== undefined) {
      report.problems.push(`--no-${name}: takes no value; write --no-${name} or --${name}=false`);
      continue;
    }
    if (isSwitch) value ??= negated ? 'false' : 'true';
    else if (value === undefined) {
      if (!takesNext(argv[index + 1])) {
        report.problems.push(
          `--${name}: needs a value: --${name}=${isFlagName(name) ? flags[name].type.placeholder : 'VALUE'}`,
        );
        continue;
      }
      value = argv[++index] ?? '';
    }
    if (use === 'ignored') ignored.push(`--${name}`);
    else if (use === 'refused' && value !== 'false')
      report.problems.push(`--${name}: ${refusedFlags[name]?.reason ?? ''}`);
    else if (use === 'setting' && isFlagName(name)) {
      const items = splitItems(flags[name], value);
      const before = layer.get(name);
      if (before === undefined) layer.set(name, { items, where: `--${name}` });
      else if (flags[name].type.list) before.items.push(...items);
      else report.problems.push(`--${name}: is given more than once; give it once`);
    }
  }
  if (ignored.length > 0) {
    report.notices.push(
      `without effect here, accepted as they are flags of kafka_exporter: ${[...new Set(ignored)].join(', ')}`,
    );
  }
  return layer;
}

/** What a command line asks for first; whatever else it holds, --help answers. */
export function askedAction(argv: readonly string[]): Action | 'run' {
  if (argv.includes('--help') || argv.includes('-h')) return 'help';
  if (argv.includes('--version')) return 'version';
  return argv.includes('--config.check') ? 'config.check' : 'run';
}

function findFlag(written: string): (KnownFlag & { readonly name: string; readonly negated: boolean }) | undefined {
  const flag = known.get(written);
  if (flag !== undefined) return { ...flag, name: written, negated: false };
  const name = written.replace(/^no-/, '');
  const positive = known.get(name);
  return positive?.isSwitch === true && positive.use !== 'action' ? { ...positive, name, negated: true } : undefined;
}

/** Whether the next argument can be a value: values that begin with -- must be written with =. */
function takesNext(next: string | undefined): boolean {
  return next !== undefined && !next.startsWith('--');
}

/** The known flag, with dashes, that is spelled most like this one. */
function nearestFlag(written: string): string {
  const names = [...known].flatMap(([name, { isSwitch, use }]) =>
    use === 'refused' ? [] : isSwitch && use !== 'action' ? [name, `no-${name}`] : [name],
  );
  return `--${closest(written.toLowerCase(), names)}`;
}

function strayArgument(argument: string, index: number, before: string | undefined): string {
  const name = /^-([a-zA-Z][\w.-]*)/.exec(argument)?.[1];
  if (name !== undefined && findFlag(name) !== undefined) return `-${name}: flags begin with two dashes: --${name}`;
  const after = /^--[^=]*/.exec(before ?? '')?.[0];
  const where = `argument ${index + 1}${after === undefined ? '' : ` (after ${after})`}`;
  const hint = after === undefined ? '' : '; a value is written as --flag=value, a switch as --switch or --no-switch';
  return `${where}: is not a flag: flags begin with --${hint}`;
}
