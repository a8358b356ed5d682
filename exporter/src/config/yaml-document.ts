import type { Document, YAMLError } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { quote } from './value-type.ts';

export type KeyPath = readonly (string | number)[];

export interface YamlDocument<T> {
  readonly value: T;
  /** `config.yaml:7: clusters[0].topics.filter`, for messages about what stands there. */
  readonly where: (path: KeyPath) => string;
}

/**
 * Reads a YAML text and checks its form. Throws ConfigError with file, line, key, value and what is allowed for
 * everything that is wrong; a value is shown only where `mayShow` says so.
 */
export function readYaml<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  mayShow: (path: KeyPath) => boolean,
): YamlDocument<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${Math.max(lines.linePos(offset).line, 1)}`;
  const syntax = [...document.errors, ...document.warnings].map((error) => `${at(error.pos[0])}: ${explain(error)}`);
  if (syntax.length > 0) throw new ConfigError(syntax);

  const where = (path: KeyPath) => `${at(offsetOf(document, path))}: ${keyText(path)}`.replace(/: $/, '');
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // The library's text names an alias, which may be part of a password.
    throw new ConfigError([`${file}: YAML aliases (*name) could not be resolved; write the values out`], {
      cause: error,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, where };
  throw new ConfigError(result.error.issues.flatMap((issue) => messages(issue, value, where, mayShow)));
}

/** Unknown keys are one issue with several names; each gets a line of its own. */
function messages(
  issue: z.core.$ZodIssue,
  root: unknown,
  where: (path: KeyPath) => string,
  mayShow: (path: KeyPath) => boolean,
): string[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${where([...path, key])}: unknown key${issue.message}`);
  const value = valueAt(root, path);
  return [`${where(path)}: ${issue.message}${value === undefined ? '' : `, not ${shown(value, mayShow(path))}`}`];
}

/** What stands at a place in plain data; undefined where nothing does. */
export function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], root);
}

function shown(value: unknown, mayShow: boolean): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return mayShow ? quote(value) : 'a text';
  return mayShow ? JSON.stringify(value) : `a ${typeof value}`;
}

/** Where a key stands; where it is missing, the nearest thing around it that is there. */
function offsetOf(document: Document, path: KeyPath): number {
  for (let length = path.length; length >= 0; length--) {
    const parent: unknown = length > 0 ? document.getIn(path.slice(0, length - 1), true) : undefined;
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyText(path: KeyPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** Own words: the library's messages quote the text, which may hold a password. */
const explanations: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit, or a closing bracket or brace is missing',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping must begin on a new line; quote a value that holds ": "',
  DUPLICATE_KEY: 'the key stands there twice',
  MISSING_CHAR: 'a closing quote, bracket, brace, colon or comma is missing',
  MULTIPLE_DOCS: 'only one document is allowed; take out the "---"',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'tags (!name) are not understood; quote a value that begins with !',
  BAD_ALIAS: 'aliases (*name) must have been defined; quote a value that begins with *',
  BAD_SCALAR_START: 'quote a value that begins with @, `, % or another sign of YAML',
  BAD_DQ_ESCAPE: 'unknown escape in double quotes; single quotes take a backslash as it is',
};

function explain({ code }: YAMLError): string {
  return `not valid YAML: ${explanations[code] ?? code.toLowerCase().replaceAll('_', ' ')}`;
}
