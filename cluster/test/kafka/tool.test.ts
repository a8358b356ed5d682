import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { prepareKafka } from '../../src/cluster.ts';
import { finishTool, spawnTool } from '../../src/tool.ts';

it('answers what a tool prints, without what its JVM complains of', async () => {
  const { jars, archiveFlags } = await prepareKafka();
  // The archive is made for all of the jars: the JVM says that it cannot be used with others.
  const [, ...others] = readdirSync(jars.directory).filter((file) => file.endsWith('.jar'));
  const classPath = others.map((file) => path.join(jars.directory, file)).join(path.delimiter);
  const main = 'org.apache.kafka.tools.TopicCommand';
  const tool = spawnTool({ ...jars, classPath }, main, ['--version'], archiveFlags);
  expect(await finishTool(tool, main, {})).toBe(`${jars.version}\n`);
});
