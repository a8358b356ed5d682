import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Oldest Java that brokers of Kafka 4 run on. */
const oldestJava = 17;

/** Where `java` is: JAVA_HOME's, else the one on PATH. */
export function javaCommand(): string {
  const home = process.env.JAVA_HOME;
  return home === undefined || home === '' ? 'java' : path.join(home, 'bin', 'java');
}

/** Major version from what `java -version` prints: '17.0.15' is 17, '1.8.0_402' is 8; undefined when it is not there. */
export function javaMajorVersion(output: string): number | undefined {
  const found = /version "(?:1\.)?(\d+)/.exec(output);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

let build: string | undefined;

/**
 * What `java -version` prints, asked once per process.
 *
 * @throws in words for a person when there is no Java or it is too old.
 */
export function javaBuild(): string {
  if (build !== undefined) return build;
  const command = javaCommand();
  let output: string;
  try {
    output = execFileSync('/bin/sh', ['-c', '"$0" -version 2>&1', command], { encoding: 'utf8' });
  } catch (cause) {
    throw new Error(
      `Kafka needs a Java ${String(oldestJava)} or newer, and \`${command}\` could not be run. Install a JDK (Debian: openjdk-17-jdk-headless) or set JAVA_HOME.`,
      { cause },
    );
  }
  const major = javaMajorVersion(output);
  if (major === undefined || major < oldestJava) {
    throw new Error(
      `Kafka needs a Java ${String(oldestJava)} or newer; \`${command}\` is ${output.split('\n')[0] ?? 'of an unknown version'}. Set JAVA_HOME to a newer one.`,
    );
  }
  build = output;
  return build;
}
