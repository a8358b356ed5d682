import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

import type { Absent, Contender, ContenderName } from './contender.ts';
import { startKafkascope } from './kafkascope.ts';
import { startKlagExporter } from './klag-exporter.ts';
import { freePort } from './port.ts';
import { Program } from './program.ts';
import { scrapedContender } from './scraped-contender.ts';
import type { Undo } from './undo.ts';

interface Neighbour {
  readonly name: ContenderName;
  /** Environment variable that names the binary. */
  readonly variable: string;
  readonly start: (binary: string, brokers: readonly string[], undo: Undo, directory: string) => Promise<Contender>;
}

const neighbours: readonly Neighbour[] = [
  {
    name: 'kafkascope before',
    variable: 'KAFKASCOPE_BEFORE_BIN',
    start: (main, brokers, undo) => startKafkascope(brokers, undo, { name: 'kafkascope before', main }),
  },
  { name: 'kminion', variable: 'KMINION_BIN', start: startKminion },
  { name: 'kafka_exporter', variable: 'KAFKA_EXPORTER_BIN', start: startKafkaExporter },
  { name: 'klag-exporter', variable: 'KLAG_EXPORTER_BIN', start: startKlagExporter },
];

/** Starts the neighbours whose binaries the environment names; `directory` takes their configuration files. */
export async function startNeighbours(
  brokers: readonly string[],
  directory: string,
  undo: Undo,
  started: (contender: Contender) => void,
): Promise<Absent[]> {
  const absent: Absent[] = [];
  for (const { name, variable, start } of neighbours) {
    const binary = process.env[variable];
    if (binary === undefined || binary === '') {
      absent.push({ name, reason: `${variable} names no binary` });
      continue;
    }
    try {
      accessSync(binary, constants.X_OK);
    } catch {
      absent.push({ name, reason: `${variable}=${binary} cannot be executed` });
      continue;
    }
    try {
      started(await start(binary, brokers, undo, directory));
    } catch (error) {
      absent.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return absent;
}

async function startKminion(binary: string, brokers: readonly string[], undo: Undo): Promise<Contender> {
  const address = `127.0.0.1:${String(await freePort())}`;
  const program = await Program.start(
    {
      name: 'kminion',
      command: binary,
      args: [],
      env: {
        KAFKA_BROKERS: brokers.join(','),
        LOGGER_LEVEL: 'warn',
        MINION_CONSUMERGROUPS_SCRAPEMODE: 'adminApi',
        MINION_CONSUMERGROUPS_GRANULARITY: 'partition',
        MINION_TOPICS_GRANULARITY: 'partition',
        EXPORTER_HOST: '127.0.0.1',
        EXPORTER_PORT: address.split(':')[1] ?? '',
      },
      readyUrl: `http://${address}/ready`,
    },
    undo,
  );
  return scrapedContender('kminion', goVersion(binary), program, `http://${address}/metrics`);
}

async function startKafkaExporter(binary: string, brokers: readonly string[], undo: Undo): Promise<Contender> {
  const address = `127.0.0.1:${String(await freePort())}`;
  const program = await Program.start(
    {
      name: 'kafka_exporter',
      command: binary,
      args: [
        ...brokers.map((broker) => `--kafka.server=${broker}`),
        // Its default, 2.0.0, makes it ask with versions of requests that Kafka 4 no longer answers.
        '--kafka.version=3.9.0',
        `--web.listen-address=${address}`,
      ],
      readyUrl: `http://${address}/healthz`,
    },
    undo,
  );
  return scrapedContender('kafka_exporter', goVersion(binary), program, `http://${address}/metrics`);
}

/** What Go wrote into the binary: the release that it was built from, else the commit. kminion has no flag that tells. */
function goVersion(binary: string): string {
  try {
    const info = execFileSync('go', ['version', '-m', binary], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const release = /^\s*mod\s+\S+\s+v([\d.]+)\s*$/m.exec(info)?.[1];
    const commit = /vcs\.revision=([0-9a-f]{7})/.exec(info)?.[1];
    return release ?? commit ?? 'unknown version';
  } catch {
    return 'unknown version';
  }
}
