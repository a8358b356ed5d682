import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatNodes } from './bootstrap.ts';
import type { Jars } from './jars.ts';
import type { ClusterOptions, Node, Properties } from './options.ts';
import { planNodes } from './plan.ts';
import { formatProperties, serverProperties } from './properties.ts';

export const configFile = (node: Node): string => path.join(node.directory, 'server.properties');

/** Plans a cluster's nodes and makes their folders ready for Kafka to run in: formatted data and configuration. */
export async function prepareNodes(
  jars: Jars,
  options: ClusterOptions,
  directory: string,
  security: { readonly properties: Properties; readonly scram: readonly string[] },
): Promise<Node[]> {
  const nodes = await planNodes(options, directory);
  await formatNodes(jars, nodes, security.scram);
  for (const node of nodes) {
    await mkdir(node.directory, { recursive: true });
    await writeFile(configFile(node), formatProperties(serverProperties(options, nodes, node, security.properties)));
  }
  return nodes;
}
