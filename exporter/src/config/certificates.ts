import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { ClientTls, ServerTls } from './config.ts';
import type { Report } from './config-error.ts';
import type { ReadFile } from './files.ts';
import { errorCode, readNamed } from './files.ts';
import type { FlagName } from './flags.ts';
import { flags } from './flags.ts';
import type { Settings } from './settings.ts';

/** TLS to the brokers; undefined: off. */
export function clientTls(settings: Settings, readFile: ReadFile, report: Report): ClientTls | undefined {
  if (!settings.get('tls.enabled')) {
    remarkUnused(settings, 'tls.', 'tls.enabled', report);
    return undefined;
  }
  const ca = readNamed(settings, 'tls.ca-file', readFile, report);
  checkAuthority(ca, 'tls.ca-file', settings, report);
  const pair = neitherExists(settings, readFile, report)
    ? undefined
    : keyPair(settings, 'tls.cert-file', 'tls.key-file', readFile, report);
  return {
    ca,
    cert: pair?.cert,
    key: pair?.key,
    serverName: settings.get('tls.server-name'),
    insecureSkipVerify: settings.get('tls.insecure-skip-tls-verify'),
  };
}

/** TLS of the web server; undefined: off. */
export function serverTls(settings: Settings, readFile: ReadFile, report: Report): ServerTls | undefined {
  if (!settings.get('server.tls.enabled')) {
    remarkUnused(settings, 'server.tls.', 'server.tls.enabled', report);
    return undefined;
  }
  const pair = keyPair(settings, 'server.tls.cert-file', 'server.tls.key-file', readFile, report);
  if (pair === undefined && !settings.has('server.tls.cert-file') && !settings.has('server.tls.key-file')) {
    report.problems.push(
      `${settings.where('server.tls.enabled')}: needs --server.tls.cert-file and --server.tls.key-file`,
    );
  }
  const mutual = settings.get('server.tls.mutual-auth-enabled');
  const clientCa = mutual ? readNamed(settings, 'server.tls.ca-file', readFile, report) : undefined;
  checkAuthority(clientCa, 'server.tls.ca-file', settings, report);
  if (mutual && !settings.has('server.tls.ca-file')) {
    report.problems.push(
      `${settings.where('server.tls.mutual-auth-enabled')}: needs --server.tls.ca-file, the authority that signed the clients’ certificates`,
    );
  }
  return pair && { ...pair, clientCa };
}

/**
 * kafka_exporter goes on without a client certificate when neither of its files is there (its Helm chart always names
 * them), and so does this, with a notice.
 */
function neitherExists(settings: Settings, readFile: ReadFile, report: Report): boolean {
  const paths = [settings.get('tls.cert-file'), settings.get('tls.key-file')];
  const missing = paths.filter((path) => path !== undefined && isMissing(path, readFile));
  if (missing.length < 2) return false;
  report.notices.push(`no client certificate is used: there are no files ${missing.join(' and ')}`);
  return true;
}

function isMissing(path: string, readFile: ReadFile): boolean {
  try {
    readFile(path);
    return false;
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
}

type FileFlag = FlagName & `${string}tls.${string}-file`;

/** A certificate and its key; undefined where neither is named or, told in the report, they cannot be used. */
function keyPair(settings: Settings, certName: FileFlag, keyName: FileFlag, readFile: ReadFile, report: Report) {
  const cert = readNamed(settings, certName, readFile, report);
  const key = readNamed(settings, keyName, readFile, report);
  for (const [one, other] of [
    [certName, keyName],
    [keyName, certName],
  ] as const) {
    if (settings.has(one) && !settings.has(other)) {
      report.problems.push(`${settings.where(one)}: needs --${other} too; certificate and key belong together`);
    }
  }
  checkPem(cert, certName, settings, report);
  checkPem(key, keyName, settings, report);
  if (cert === undefined || key === undefined) return undefined;
  if (key.includes('ENCRYPTED')) {
    report.problems.push(
      `${settings.where(keyName)}: the key is encrypted; decrypt it (openssl pkey) and protect the file by its permissions`,
    );
    return undefined;
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error:[^:]*:/, '') : String(error);
    report.problems.push(`${settings.where(certName)}: certificate and key cannot be used together: ${why}`);
    return undefined;
  }
  return { cert, key };
}

function checkPem(text: string | undefined, name: FileFlag, settings: Settings, report: Report): void {
  if (text === undefined || text.includes('-----BEGIN ')) return;
  report.problems.push(`${settings.where(name)}: the file holds no PEM text (-----BEGIN …)`);
}

/** Node.js would take an unreadable authority without a word and then trust nobody. */
function checkAuthority(text: string | undefined, name: FileFlag, settings: Settings, report: Report): void {
  if (text === undefined) return;
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    if (blocks.length > 0) return;
  } catch {
    // Told below; OpenSSL's words (PEM routines, ASN.1) help nobody.
  }
  report.problems.push(
    `${settings.where(name)}: the file holds no certificates that can be read (PEM, -----BEGIN CERTIFICATE-----)`,
  );
}

/** Settings that were given while what they belong to is switched off; a fallback may be meant for another cluster. */
export function remarkUnused(settings: Settings, prefix: string, enabledBy: FlagName, report: Report): void {
  const unused = settings
    .given()
    .filter(
      (name) => name.startsWith(prefix) && name !== enabledBy && settings.where(name) !== flags[name].fallbackEnv,
    );
  if (unused.length === 0) return;
  const names = unused.map((name) => settings.where(name)).join(', ');
  report.notices.push(`without effect as long as --${enabledBy} is not set: ${names}`);
}
