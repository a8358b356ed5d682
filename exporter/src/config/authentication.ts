import type { Sasl } from './config.ts';
import type { Report } from './config-error.ts';
import { remarkUnused } from './certificates.ts';
import type { ReadFile } from './files.ts';
import { readNamed } from './files.ts';
import type { Settings } from './settings.ts';

/** How to authenticate with SASL; undefined: not at all. */
export function authentication(settings: Settings, readFile: ReadFile, report: Report): Sasl | undefined {
  if (!settings.get('sasl.enabled')) {
    remarkUnused(settings, 'sasl.', 'sasl.enabled', report);
    return undefined;
  }
  const mechanism = settings.get('sasl.mechanism');
  const username = settings.get('sasl.username');
  const password = readSecret('sasl.password', settings, readFile, report);
  const needs = (what: string) => report.problems.push(`${settings.where('sasl.enabled')}: with ${mechanism}, ${what}`);
  if (username === undefined) needs('--sasl.username is needed');
  if (password === undefined && !settings.has('sasl.password-file')) {
    needs('a password is needed: --sasl.password-file, --sasl.password or the variable SASL_USER_PASSWORD');
  }
  if (mechanism !== 'oauthbearer') {
    return username === undefined || password === undefined ? undefined : { mechanism, username, password };
  }
  const tokenUrl = settings.get('sasl.oauthbearer-token-url');
  if (tokenUrl === undefined) {
    if (!settings.has('sasl.oauthbearer-token-url')) {
      needs('--sasl.oauthbearer-token-url or the variable SASL_OAUTHBEARER_TOKEN_URL is needed');
    }
    return undefined;
  }
  if (username === undefined || password === undefined) return undefined;
  const scopes = settings.get('sasl.oauthbearer-scopes') ?? [];
  return { mechanism, tokenUrl, clientId: username, clientSecret: password, scopes };
}

/** A secret or the text of its file, whichever comes from the stronger source. */
export function readSecret(
  name: 'sasl.password' | 'audit.token',
  settings: Settings,
  readFile: ReadFile,
  report: Report,
): string | undefined {
  const file = `${name}-file` as const;
  const inline = settings.layer(name);
  const inFile = settings.layer(file);
  if (inline === inFile && inline !== Infinity) {
    report.problems.push(`${settings.where(name)}: is given beside ${settings.where(file)}; give one of them`);
    return undefined;
  }
  if (inline < inFile) return settings.get(name);
  const secret = readNamed(settings, file, readFile, report)?.replace(/\r?\n$/, '');
  if (secret === '') report.problems.push(`${settings.where(file)}: the file is empty`);
  return secret;
}
