import pino from 'pino';
import type { Config } from './config/config.ts';

export type Logger = pino.Logger;

/** Where lines go: standard error, or a test's own. */
export interface LogDestination {
  write(line: string): void;
}

const secretKeys = ['password', 'clientSecret', 'secret', 'token', 'accessToken', 'authorization', 'key'];

/**
 * The exporter's log: one line per event on standard error, logfmt or JSON. Of an error the messages of it and its
 * causes are shown; the stack only at level debug or trace.
 */
export function createLogger(options: Config['log'], destination?: LogDestination): Logger {
  const withStack = options.level === 'debug' || options.level === 'trace';
  const target = destination ?? pino.destination({ dest: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: (error: unknown) => (withStack ? stackText(error) : errorText(error)) },
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
    },
    options.format === 'json' ? target : { write: (line: string) => target.write(logfmt(line)) },
  );
}

/** The warnings of Node.js and its libraries (deprecations and the like) go to the log at debug, not to the terminal. */
export function logWarnings(log: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.debug({ warning: warning.name, code: codeOf(warning) }, warning.message));
}

/** The messages of an error and of its causes, outermost first, as one line. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An AggregateError (every address of a host refused) says nothing itself.
  const inner = error instanceof AggregateError ? error.errors.map(errorText).join(', ') : '';
  const own = [error.message, inner, codeOf(error), error.name].find(Boolean) ?? '';
  if (error.cause === undefined) return own;
  const cause = errorText(error.cause);
  return own.includes(cause) ? own : `${own}: ${cause}`;
}

function stackText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? errorText(error);
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackText(error.cause)}`;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** One of pino's JSON lines as `ts=… level=info msg="a refresh failed" cluster=ocean`. */
function logfmt(json: string): string {
  const { ts, level, msg, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const pairs = Object.entries({ ts, level, msg, ...rest }).filter(([, value]) => value !== undefined);
  return `${pairs.map(([key, value]) => `${key.replace(/[\s="]/g, '_')}=${logfmtValue(value)}`).join(' ')}\n`;
}

function logfmtValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s="\\\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}
