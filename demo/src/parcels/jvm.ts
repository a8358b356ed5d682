import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CastMember } from '../cast.ts';
import type { Order } from '../pace.ts';
import type { Performance } from '../performance.ts';

const folder = import.meta.dirname;

const flags = [
  // With three roles at work, the process takes about 130 MB in all.
  '-Xmx64m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  // As with kafkajs here: what matters ends a role, and is told then.
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=off',
];

/** Kafka's jars for `java -cp`, from KAFKA_CLASS_PATH; undefined where nobody says where they are. */
export function kafkaClassPath({ KAFKA_CLASS_PATH: given = '' }: NodeJS.ProcessEnv): string | undefined {
  return given === '' ? undefined : given;
}

/** Plays roles of Parcels.java, any number in one JVM: it starts with the first of them and ends with the last. */
export class Jvms {
  #newest: Jvm | undefined;

  perform({ name }: Pick<CastMember, 'name'>): Performance {
    if (this.#newest?.isOpen !== true) this.#newest = new Jvm();
    return this.#newest.perform(name);
  }
}

/** One run of Parcels.java. It ends when this process does, even when that is killed: its input ends then. */
class Jvm {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  /** Who is to be told when a role is over, by its name. */
  readonly #playing = new Map<string, (how: string) => void>();
  readonly #ended: Promise<string>;
  /** Whether another role may begin in it. */
  isOpen = true;

  constructor() {
    const { KAFKA_BROKERS: brokers = '' } = process.env;
    const classPath = kafkaClassPath(process.env);
    if (classPath === undefined)
      throw new Error("KAFKA_CLASS_PATH is not set: name Kafka's jars, e.g. KAFKA_CLASS_PATH='/opt/kafka/libs/*'");
    this.#process = spawn(javaCommand(process.env), [...flags, ...program(classPath), brokers], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Ctrl-C in a terminal is for us.
      detached: true,
    });
    // Orders may cross with its end.
    this.#process.stdin.on('error', () => undefined);
    createInterface(this.#process.stdout).on('line', (line) => {
      const [, name = '', why = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      this.#over(name, why === '' ? 'code 0' : why);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(`java could not be run: ${error.message}`));
      this.#process.once('exit', (code, signal) => resolve(`its JVM: ${signal ?? `code ${String(code)}`}`));
    });
    void this.#ended.then((how) => {
      this.isOpen = false;
      for (const tell of this.#playing.values()) tell(how);
    });
  }

  perform(name: string): Performance {
    const ended = new Promise<string>((resolve) => this.#playing.set(name, resolve));
    this.#order('start', name);
    return {
      ended,
      order: ({ pace, load, burst }: Order) => {
        if (pace !== undefined) this.#order('pace', name, pace);
        if (load !== undefined) this.#order('load', name, load);
        if (burst !== undefined) this.#order('burst', name, burst);
      },
      leave: () => this.#order('stop', name),
      // A thread cannot be killed: the other roles start again in a JVM that is not ill.
      kill: () => this.#process.kill('SIGKILL'),
    };
  }

  #order(...words: (string | number)[]): void {
    this.#process.stdin.write(`${words.join(' ')}\n`);
  }

  #over(name: string, how: string): void {
    const tell = this.#playing.get(name);
    if (tell === undefined) return;
    this.#playing.delete(name);
    if (this.#playing.size > 0) {
      tell(how);
      return;
    }
    // Whoever waits for the last role finds no process left.
    this.isOpen = false;
    this.#process.stdin.end();
    void this.#ended.then(() => tell(how));
  }
}

/** The classes of Parcels.java where somebody has compiled it here, as in a container without a JDK; else the source. */
function program(classPath: string): string[] {
  const isCompiled = existsSync(path.join(folder, 'Parcels.class'));
  return isCompiled
    ? ['-cp', `${folder}:${classPath}`, 'Parcels']
    : ['-cp', classPath, path.join(folder, 'Parcels.java')];
}

/** JAVA_HOME's, else the one on PATH. */
function javaCommand({ JAVA_HOME: home = '' }: NodeJS.ProcessEnv): string {
  return home === '' ? 'java' : path.join(home, 'bin', 'java');
}
