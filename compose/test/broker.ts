import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Jars } from '../../cluster/src/jars.ts';
import { javaCommand } from '../../cluster/src/java.ts';
import type { Container } from './container.ts';

/** Where Kafka's image keeps configuration; both are arguments that its start script gives. */
const defaults = 'etc/kafka/docker';
const mounted = 'mnt/shared/config';
const final = 'opt/kafka/config';

/**
 * Does what Kafka's image does before it starts the server: its own program, KafkaDockerWrapper, which is in Kafka's jars,
 * makes server.properties of the environment and formats the data.
 *
 * @returns the command line of the server, and the file with the properties that were made
 */
export async function prepareBroker(
  container: Container,
  jars: Jars,
  jvmFlags: readonly string[],
): Promise<{ argv: readonly string[]; properties: string }> {
  const { environment, root } = container;
  const folder = (name: string): string => path.join(root, name);
  for (const name of [defaults, mounted, final]) await mkdir(folder(name), { recursive: true });
  // The image has them; the program refuses to go on without.
  for (const name of ['server.properties', 'log4j2.yaml', 'tools-log4j2.yaml'])
    await writeFile(path.join(folder(defaults), name), '');

  const folders = [
    ['--default-configs-dir', folder(defaults)],
    ['--mounted-configs-dir', folder(mounted)],
    ['--final-configs-dir', folder(final)],
  ].flat();
  const java = [...jvmFlags, agentOf(container), '-cp', jars.classPath];
  await promisify(execFile)(javaCommand(), [...java, 'kafka.docker.KafkaDockerWrapper', 'setup', ...folders], {
    env: { PATH: process.env.PATH, ...environment },
    maxBuffer: 1 << 24,
  });
  const properties = path.join(folder(final), 'server.properties');
  const heap = (environment.KAFKA_HEAP_OPTS ?? '').split(' ');
  return { argv: [javaCommand(), ...heap, ...java, 'kafka.Kafka', properties], properties };
}

/** The JMX agent of the image's command, on this container's address. */
function agentOf(container: Container): string {
  const [env, options, script, ...rest] = container.argv;
  const found = /^KAFKA_OPTS=(-javaagent:)(.+)=(\d+):(.+)$/.exec(options ?? '');
  if (env !== 'env' || script !== '/etc/kafka/docker/run' || rest.length > 0 || found === null)
    throw new Error(`${container.name} is started in another way: ${container.argv.join(' ')}`);
  const [, flag = '', jar = '', port = '', config = ''] = found;
  return `${flag}${container.onThisMachine(jar)}=${container.address}:${port}:${container.onThisMachine(config)}`;
}
