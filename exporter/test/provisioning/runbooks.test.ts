import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root, rules, runbooks } from './provisioned.ts';

const books = runbooks();
const alerts = rules().filter(({ alert }) => alert !== undefined);

/** The names of runbooks that findings have. */
function linkedByFindings(): string[] {
  const folder = path.join(root, 'exporter/src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return sources.flatMap((file) =>
    Array.from(
      readFileSync(path.join(folder, file), 'utf8').matchAll(/\brunbook: '([\w-]+)'/g),
      ([, name = '']) => name,
    ),
  );
}

const runbookOf = (url = ''): string =>
  /^(?:http:\/\/\{\{ \$labels\.instance \}\}|docs)\/runbooks\/([\w-]+)(?:\.md)?$/.exec(url)?.[1] ?? '';

describe('runbooks', () => {
  it.each(alerts)('$alert has a runbook, a summary, a description and a severity', ({ annotations, labels }) => {
    expect([...books.keys()]).toContain(runbookOf(annotations?.runbook_url));
    expect(Object.keys(annotations ?? {})).toEqual(['summary', 'description', 'runbook_url']);
    expect(['info', 'warning', 'critical']).toContain(labels?.severity);
  });

  it('of findings exist', () => {
    expect(linkedByFindings().filter((name) => !books.has(name))).toEqual([]);
  });

  it('are each linked from an alert or a finding', () => {
    const linked = new Set([
      ...alerts.map(({ annotations }) => runbookOf(annotations?.runbook_url)),
      ...linkedByFindings(),
    ]);
    expect([...books.keys()].filter((name) => !linked.has(name))).toEqual([]);
  });

  it.each([...books])('%s links to runbooks that exist, and says how it is over and kept away', (_, text) => {
    const links = Array.from(text.matchAll(/\]\(([\w-]+)\.md\)/g), ([, name = '']) => name);
    expect(links.filter((name) => !books.has(name))).toEqual([]);
    expect(text).toMatch(/^# .*\n\n[^#]/);
    for (const heading of ['Over when', 'Keep it from happening']) expect(text).toContain(`\n## ${heading}\n`);
  });
});
