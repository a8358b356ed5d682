import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Jars } from './jars.ts';
import { javaCommand } from './java.ts';

export interface ToolOptions {
  /** Written to its standard input, which is then closed. */
  readonly input?: string;
  /** Default 60 s; then it is killed and an error thrown. */
  readonly timeoutMs?: number;
  readonly jvmFlags?: readonly string[];
}

const flags = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  // What the JVM itself has to say does not belong to what the tool prints.
  '-Xlog:disable',
  '-Xlog:all=warning:stderr',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** Starts a Java class from Kafka's jars, or a Java source file that uses them, with pipes for its three streams. */
export function spawnTool(
  jars: Jars,
  main: string,
  args: readonly string[],
  jvmFlags: readonly string[],
): ChildProcess {
  return spawn(javaCommand(), [...flags, ...jvmFlags, '-cp', jars.classPath, main, ...args], {
    detached: true,
    stdio: 'pipe',
  });
}

/**
 * @returns what the tool printed on its standard output.
 * @throws with what it printed on both when it ends with anything but 0.
 */
export async function finishTool(
  tool: ChildProcess,
  main: string,
  { input, timeoutMs = 60_000 }: ToolOptions,
): Promise<string> {
  const { stdin, stdout, stderr } = tool;
  if (stdin === null || stdout === null || stderr === null) throw new Error(`${main} was started without pipes`);
  // A tool may end without reading all of its input.
  stdin.on('error', () => undefined);
  stdin.end(input);
  const timer = AbortSignal.timeout(timeoutMs);
  const tooLate = (): void => {
    tool.kill('SIGKILL');
  };
  timer.addEventListener('abort', tooLate);
  const ended = new Promise<number | null>((resolve, reject) => {
    tool.once('error', reject);
    tool.once('exit', resolve);
  });
  const [code, output, errors] = await Promise.all([ended, text(stdout), text(stderr)]);
  timer.removeEventListener('abort', tooLate);
  if (timer.aborted && code === null) throw new Error(`${main} took longer than ${timeoutMs} ms:\n${output}${errors}`);
  if (code !== 0) throw new Error(`${main} ended with ${code ?? 'a signal'}:\n${output}${errors}`);
  return output;
}
