import path from 'node:path';
import type { ClusterOptions, Node } from './options.ts';
import { freePorts, isPortFree } from './ports.ts';

/** Dedicated controllers are numbered from here, so that their ids are not taken for brokers'. */
const firstControllerId = 101;

/** Which JVMs a cluster has, and on which ports. Brokers are numbered from 1. Throws when a port that was asked for is taken. */
export async function planNodes(options: ClusterOptions, directory: string): Promise<Node[]> {
  const { brokers = 3, controllers = 'combined', ports, jmx = false } = options;
  if (!Number.isInteger(brokers) || brokers < 1) throw new Error(`A cluster has at least one broker, not ${brokers}.`);
  if (controllers !== 'combined' && (!Number.isInteger(controllers) || controllers < 1)) {
    throw new Error(`A cluster has at least one controller, not ${controllers}.`);
  }
  const jmxPorts = typeof jmx === 'boolean' ? undefined : jmx;
  await requireFree(ports ?? [], 'Kafka clients');
  await requireFree(jmxPorts ?? [], 'the JMX agents');
  const free = await freePorts(brokers * 4 + (controllers === 'combined' ? 0 : controllers));
  const next = (): number => {
    const port = free.pop();
    if (port === undefined) throw new Error('fewer ports were found than are needed');
    return port;
  };
  const nodes: Node[] = [];
  for (let i = 0; i < brokers; i++) {
    const id = i + 1;
    nodes.push({
      id,
      roles: controllers === 'combined' ? ['broker', 'controller'] : ['broker'],
      clientPort: ports?.[i] ?? next(),
      internalPort: next(),
      controllerPort: controllers === 'combined' ? next() : undefined,
      jmxPort: jmx === false ? undefined : (jmxPorts?.[i] ?? next()),
      rack: options.racks?.[i],
      directory: path.join(directory, `broker-${id}`),
    });
  }
  for (let i = 0; controllers !== 'combined' && i < controllers; i++) {
    const id = firstControllerId + i;
    nodes.push({
      id,
      roles: ['controller'],
      clientPort: undefined,
      internalPort: undefined,
      controllerPort: next(),
      jmxPort: undefined,
      rack: undefined,
      directory: path.join(directory, `controller-${id}`),
    });
  }
  return nodes;
}

async function requireFree(ports: readonly number[], purpose: string): Promise<void> {
  for (const port of ports) {
    if (!(await isPortFree(port))) {
      throw new Error(
        `Port ${port} on 127.0.0.1, wanted for ${purpose}, is taken. End the program that has it, or choose another port.`,
      );
    }
  }
}
