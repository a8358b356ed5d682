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
  const password = readPassword(settings, readFile, report);
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

/** The password or the text of its file, whichever comes from the stronger source. */
function readPassword(settings: Settings, readFile: ReadFile, report: Report): string | undefined {
  const inline = settings.layer('sasl.password');
  const inFile = settings.layer('sasl.password-file');
  if (inline === inFile && inline !== Infinity) {
    report.problems.push(
      `${settings.where('sasl.password')}: is given beside ${settings.where('sasl.password-file')}; give one of them`,
    );
    return undefined;
  }
  if (inline < inFile) return settings.get('sasl.password');
  const password = readNamed(settings, 'sasl.password-file', readFile, report)?.replace(/\r?\n$/, '');
  if (password === '') report.problems.push(`${settings.where('sasl.password-file')}: the file is empty`);
  return password;
}
