#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { askedAction } from './config/arguments.ts';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { errorCode, reason } from './config/files.ts';
import { helpText } from './config/help.ts';
import { parseConfig } from './config/parse-config.ts';
import { summary } from './config/summary.ts';
import { startExporter } from './exporter.ts';
import type { Logger } from './log.ts';
import { createLogger, logWarnings } from './log.ts';
import { parseTopology } from './topology/parse-topology.ts';
import type { Topology } from './topology/topology.ts';
import { version } from './version.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

keepYoungGenerationSmall();

const readFile = (path: string) => readFileSync(path, 'utf8');

const argv = process.argv.slice(2);
const action = askedAction(argv);
if (action === 'help') process.stdout.write(helpText());
else if (action === 'version') process.stdout.write(`kafkascope-exporter ${version()}\n`);
else await configured(action === 'config.check');

async function configured(onlyCheck: boolean): Promise<void> {
  let config: Config;
  let topology: Topology | undefined;
  try {
    config = parseConfig(argv, process.env, readFile);
    topology = readTopology(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`kafkascope-exporter: the configuration cannot be used\n${bullets(error.problems)}`);
    process.exitCode = 2;
    return;
  }
  if (onlyCheck) {
    process.stderr.write(bullets(config.notices));
    process.stdout.write(`${summary(config)}\n`);
    return;
  }
  const log = createLogger(config.log);
  logWarnings(log);
  for (const notice of config.notices) log.warn(notice);
  await run(config, topology, log);
}

function readTopology({ topologyFile, clusters }: Config): Topology | undefined {
  if (topologyFile === undefined) return undefined;
  let text: string;
  try {
    text = readFile(topologyFile);
  } catch (error) {
    throw new ConfigError([`--topology.file: cannot read ${topologyFile}: ${reason(error)}`], { cause: error });
  }
  return parseTopology(
    text,
    topologyFile,
    clusters.map(({ name }) => name),
  );
}

/** Runs until a signal; a second signal does not wait for what is still open. */
async function run(config: Config, topology: Topology | undefined, log: Logger): Promise<void> {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error, the exporter ends');
    process.exit(1);
  });
  const { promise: stopped, resolve: stop } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      for (const second of ['SIGINT', 'SIGTERM'] as const)
        process.removeAllListeners(second).on(second, () => process.exit(1));
      stop(signal);
    });
  }
  try {
    const exporter = await startExporter({ config, topology, log });
    log.info({ url: exporter.url, version: version() }, 'listening');
    log.info({ signal: await stopped }, 'stopping');
    await exporter.close();
    process.exit(0);
  } catch (error) {
    log.fatal({ err: error }, startProblem(error, config.web) ?? 'the exporter ends with an error');
    process.exit(1);
  }
}

function startProblem(error: unknown, { host, port }: Config['web']): string | undefined {
  const address = `${host}:${port}`;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `cannot listen on ${address}: the port is in use; end what uses it or choose another with --web.listen-address`;
    case 'EACCES':
      return `cannot listen on ${address}: permission denied; ports below 1024 need rights, choose another with --web.listen-address`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `cannot listen on ${address}: this machine has no such address; correct --web.listen-address`;
    default:
      return undefined;
  }
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}\n`).join('');
}
