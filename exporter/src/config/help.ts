import { ignoredFlags, refusedFlags } from './drop-in.ts';
import type { Flag } from './flag.ts';
import { sections } from './flag.ts';
import type { FlagName } from './flags.ts';
import { actions, flagNames, flags } from './flags.ts';

const width = 100;

/** What --help prints: every flag with its default, by section. */
export function helpText(): string {
  const settings = sections.map((section) =>
    [section, ...flagNames.filter((name) => flags[name].section === section).map(entry)].join('\n'),
  );
  const questions = Object.entries(actions).map(([name, help]) => `  --${name}\n${wrap(`${help}.`, 6)}`);
  return [
    'kafkascope-exporter [flags]',
    'Watches Kafka clusters and serves Prometheus metrics, a live graph and a page.',
    ...settings,
    ['Instead of running', ...questions].join('\n'),
    'Environment and file',
    wrap(
      'Every setting is also an environment variable: --topic.filter is KAFKASCOPE_TOPIC_FILTER. Most have a key in the ' +
        'YAML file that --config.file names, which can list several clusters. A flag wins over a variable, a variable ' +
        'over the file. An empty value counts as not given. docs/configuration.md has it all in tables.',
      2,
    ),
    'Coming from kafka_exporter',
    wrap(
      `Its flags work as they are. Accepted without effect: ${dashed(ignoredFlags)}. Refused: ${dashed(refusedFlags)}.`,
      2,
    ),
    '',
  ].join('\n\n');
}

function entry(name: FlagName): string {
  const { type, defaultText, help }: Flag<unknown> = flags[name];
  if (type.placeholder === '') {
    const written = defaultText === 'true' ? `--no-${name}` : `--${name}`;
    return `  ${written}\n${wrap(`${help} (${defaultText === 'true' ? 'on' : 'off'} by default).`, 6)}`;
  }
  const byDefault = defaultText === '' ? '' : ` Default: ${defaultText}`;
  return `  --${name}=${type.placeholder}${type.list ? ' …' : ''}\n${wrap(`${help}.${byDefault}`, 6)}`;
}

const dashed = (table: Readonly<Record<string, unknown>>) =>
  Object.keys(table)
    .map((name) => `--${name}`)
    .join(', ');

function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && indent + line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => ' '.repeat(indent) + line).join('\n');
}
