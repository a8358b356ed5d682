import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { escaped, exactly } from './patterns.ts';

// $name, ${name} and [[name]]. One that says its own format, ${name:regex}, is left to Grafana.
const reference = /\$(\w+)|\$\{(\w+)\}|\[\[(\w+)\]\]/g;
const onlyReference = /^(?:\$\w+|\$\{\w+\}|\[\[\w+\]\])$/;

/**
 * A pattern with the values of its variables in place. A variable alone stands for exactly its values, as its values are
 * names; within a larger pattern each value matches itself. "All" matches everything, and is not spelled out: 20,000 names
 * make no pattern. A variable without a value restricts nothing.
 */
export function interpolatedPattern(text: string, scopedVars: ScopedVars, templates: TemplateSrv): string {
  const trimmed = text.trim();
  const withoutAll = trimmed.replace(reference, (whole: string, ...names: unknown[]) =>
    isAll(firstName(names), scopedVars, templates) ? '.*' : whole,
  );
  const format = onlyReference.test(withoutAll) ? exactValues : escapedValues;
  return templates.replace(withoutAll, scopedVars, format);
}

/** The name of one cluster; of several values the first. "All" is none: the exporter then answers about its first one. */
export function interpolatedName(text: string, scopedVars: ScopedVars, templates: TemplateSrv): string {
  const withoutAll = text
    .trim()
    .replace(reference, (whole: string, ...names: unknown[]) =>
      isAll(firstName(names), scopedVars, templates) ? '' : whole,
    );
  return templates.replace(withoutAll, scopedVars, (value: unknown) => valuesOf(value)[0] ?? '');
}

function firstName(groups: readonly unknown[]): string {
  return groups.find((group): group is string => typeof group === 'string') ?? '';
}

/** Formats get the values of "All" one by one; only its text tells. */
function isAll(name: string, scopedVars: ScopedVars, templates: TemplateSrv): boolean {
  if (templates.replace(`\${${name}:text}`, scopedVars) !== 'All') return false;
  // A topic may be called "All", and then is its own value.
  let values: string[] = [];
  templates.replace(`\${${name}}`, scopedVars, (value: unknown) => {
    values = valuesOf(value);
    return '';
  });
  return !(values.length === 1 && values[0] === 'All');
}

function exactValues(value: unknown): string {
  const values = valuesOf(value);
  return values.length === 0 ? '' : exactly(...values);
}

function escapedValues(value: unknown): string {
  const values = valuesOf(value);
  return values.length === 1 ? escaped(values[0] ?? '') : `(?:${values.map(escaped).join('|')})`;
}

function valuesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value])
    .filter((one) => one !== undefined && one !== null)
    .map(String)
    .filter((one) => one !== '');
}
