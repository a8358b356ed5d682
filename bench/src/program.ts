import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { scrape } from './scrape.ts';
import type { Undo } from './undo.ts';

export interface ProgramOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Opens a channel for messages; only for programs that run in Node. */
  readonly channel?: boolean;
  /** Address that answers 200 once the program can be measured. */
  readonly readyUrl: string;
}

// The kernel counts CPU time in clock ticks; Linux shows user space a hundred per second everywhere.
const ticksPerSecond = 100;

/** A process under measurement. It can be held still, so that it takes nothing from the one whose turn it is. */
export class Program {
  readonly name: string;
  readonly pid: number;
  #process: ChildProcess;
  #lastLines: string[] = [];
  #listeners = new Set<(line: string) => void>();

  private constructor(name: string, process: ChildProcess, pid: number) {
    this.name = name;
    this.pid = pid;
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#heard(line));
    }
  }

  /** Waits until it is ready; `undo` ends it, from the moment that it runs. */
  static async start(options: ProgramOptions, undo: Undo, readyWithinMs = 120_000): Promise<Program> {
    const child = spawn(options.command, options.args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', ...(options.channel === true ? ['ipc' as const] : [])],
    });
    await once(child, 'spawn');
    if (child.pid === undefined) throw new Error(`${options.name} has no process id`);
    const program = new Program(options.name, child, child.pid);
    undo.add(() => program.stop());
    try {
      await program.#ready(options.readyUrl, Date.now() + readyWithinMs);
    } catch (cause) {
      await program.stop();
      throw new Error(`${options.name} did not become ready:\n${program.#lastLines.join('\n')}`, { cause });
    }
    return program;
  }

  #heard(line: string): void {
    this.#lastLines = [...this.#lastLines.slice(-19), line];
    for (const listener of this.#listeners) listener(line);
  }

  async #ready(url: string, deadlineMs: number): Promise<void> {
    for (;;) {
      if (this.#ended) throw new Error(`it ended with ${String(this.#process.exitCode ?? this.#process.signalCode)}`);
      try {
        await scrape(url, 10_000);
        return;
      } catch (error) {
        if (Date.now() > deadlineMs) throw error;
        await sleep(500);
      }
    }
  }

  get #ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** First of the coming lines of output that matches, within the time. */
  async line(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    let listener: ((line: string) => void) | undefined;
    const found = new Promise<RegExpExecArray>((resolve) => {
      listener = (line) => {
        const match = pattern.exec(line);
        if (match) resolve(match);
      };
      this.#listeners.add(listener);
    });
    const late = new AbortController();
    try {
      return await Promise.race([
        found,
        sleep(timeoutMs, undefined, { signal: late.signal }).then(() => {
          throw new Error(`${this.name} said nothing like ${String(pattern)} for ${String(timeoutMs)} ms`);
        }),
      ]);
    } finally {
      late.abort();
      if (listener) this.#listeners.delete(listener);
    }
  }

  send(message: string): void {
    this.#process.send(message);
  }

  /** Sends a message and waits for the answer. */
  async ask(message: string): Promise<unknown> {
    const answer = once(this.#process, 'message');
    this.#process.send(message);
    const [value] = (await answer) as [unknown];
    return value;
  }

  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }

  /** User and system time of all its threads since it started; 10 ms is the finest step. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${String(this.pid)}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold blanks; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  residentBytes(): number {
    return this.#statusBytes('VmRSS');
  }

  /** The most that it ever had resident. */
  peakResidentBytes(): number {
    return this.#statusBytes('VmHWM');
  }

  #statusBytes(field: string): number {
    const status = readFileSync(`/proc/${String(this.pid)}/status`, 'utf8');
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    if (kilobytes === undefined) throw new Error(`/proc says no ${field} for ${this.name}`);
    return Number(kilobytes) * 1024;
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    // A process that is held still would never see the signal.
    this.#process.kill('SIGCONT');
    const late = new AbortController();
    const kill = sleep(20_000, undefined, { signal: late.signal }).then(
      () => this.#process.kill('SIGKILL'),
      () => false,
    );
    await ended;
    late.abort();
    await kill;
  }
}
