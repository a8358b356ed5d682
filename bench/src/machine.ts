import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** Where figures were measured: without it they mean little. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly node: string;
  readonly java: string;
  /** Of the last minute, before anything was started: more than a little spoils the figures. */
  readonly loadBefore: number;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    java: javaVersion(),
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
}

function javaVersion(): string {
  try {
    // Java tells its version on standard error, unless asked with two dashes.
    return execFileSync('java', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
