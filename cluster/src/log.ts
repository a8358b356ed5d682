import { existsSync, readFileSync } from 'node:fs';

/** Lines of a server's log that say what went wrong: errors and the exceptions below them, without stack frames. */
export function linesThatMatter(log: string, most = 8): string[] {
  const lines = log
    .split('\n')
    .filter((line) => /\b(ERROR|FATAL)\b|Exception|^Caused by|^Error|OutOfMemory/.test(line) && !/^\s+at /.test(line));
  const chosen = lines.length > 0 ? lines : log.trimEnd().split('\n');
  return chosen.slice(-most).map((line) => (line.length > 400 ? `${line.slice(0, 400)}…` : line));
}

/** Why a server ended without having been asked to, in words for a person. */
export function explainDeath(id: number, logFile: string, signal: NodeJS.Signals | null): string {
  if (signal !== null) {
    return `Kafka node ${id} was ended by ${signal}: by somebody, or by the system for lack of memory. Its log is ${logFile}.`;
  }
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
  return `Kafka node ${id} ended: ${reason(log)}\nIts log is ${logFile}:\n${linesThatMatter(log).join('\n')}`;
}

/** What the log of a dead server says of the cause, and what to do about it. */
export function reason(log: string): string {
  const address = /(?:Socket server failed to bind to|Address already in use[^\n]*?) ?(127\.0\.0\.1:\d+)?/.exec(log);
  if (address !== null)
    return `a port is taken${address[1] === undefined ? '' : ` (${address[1]})`}; choose another one, or end the program that has it.`;
  if (log.includes('No space left on device')) return 'the disk is full; free some space and start it again.';
  if (log.includes('OutOfMemoryError')) return 'its heap is too small; give it more with heapMb.';
  if (log.includes('UnsupportedClassVersionError')) return 'this Kafka needs a newer Java.';
  return 'see below.';
}
