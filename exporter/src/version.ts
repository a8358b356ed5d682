import { readFileSync } from 'node:fs';

/** The exporter's version, from its package.json, which lies one folder above the sources and above the built program. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
