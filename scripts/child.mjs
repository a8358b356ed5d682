import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end, in this terminal.
 *
 * The program gets a session of its own: Ctrl-C reaches every process of a terminal, npm passes it on once more, and
 * so a child would be interrupted two or three times and take it for impatience. Here each signal is passed on once;
 * a person who repeats it later is heard.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, isNode?: boolean }} options isNode: a Node program, which ends when this process is killed.
 * @returns {Promise<number>} exit code, 128 + signal where a signal ended it.
 */
export function runChild(program, args, { cwd, isNode = false }) {
  const nodeArgs = isNode ? ['--import', new URL('./end-with-parent.mjs', import.meta.url).href] : [];
  const child = spawn(program, [...nodeArgs, ...args], {
    cwd,
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', ...(isNode ? [/** @type {const} */ ('ipc')] : [])],
  });

  /** @type {Map<NodeJS.Signals, number>} */
  const passedOnMs = new Map();
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (performance.now() - (passedOnMs.get(signal) ?? -Infinity) < 1000) return;
    passedOnMs.set(signal, performance.now());
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, passOn);

  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  }).finally(() => {
    for (const signal of signals) process.off(signal, passOn);
  });
}

/** A step of the preparation that did not succeed, with the exit code that this calls for. */
export class StepError extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs npm quietly.
 *
 * @param {string[]} args
 * @param {string} cwd
 */
export async function runNpm(args, cwd) {
  const code = await runChild('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
  if (code !== 0) throw new StepError(`"npm ${args.join(' ')}" ended with exit code ${code}.`, code);
}
