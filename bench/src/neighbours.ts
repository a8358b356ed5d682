import { execFileSync } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Absent, Contender, ContenderName, Look } from './contender.ts';
import { countSamples } from './exposition.ts';
import { freePort } from './port.ts';
import { Program } from './program.ts';
import { scrape } from './scrape.ts';
import type { Undo } from './undo.ts';

const cachedScrapes = 20;
// Timers that fell due while the process was held still fire at once; they shall not fall into what is measured.
const settleMs = 1000;

interface Neighbour {
  readonly name: ContenderName;
  /** Environment variable that names the binary. */
  readonly variable: string;
  readonly start: (binary: string, brokers: readonly string[], undo: Undo, directory: string) => Promise<Contender>;
}

const neighbours: readonly Neighbour[] = [
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

/** A program that asks Kafka during the scrape. */
function scrapedContender(name: ContenderName, version: string, program: Program, url: string): Contender {
  program.pause();
  return {
    name,
    version,
    async turn(count) {
      program.resume();
      await sleep(settleMs);
      const looks: Look[] = [];
      for (let look = 0; look < count; look++) {
        const cpuBefore = program.cpuSeconds();
        const { seconds } = await scrape(url);
        looks.push({
          seconds,
          cpuSeconds: program.cpuSeconds() - cpuBefore,
          residentBytes: program.residentBytes(),
        });
      }
      program.pause();
      return looks;
    },
    async answer() {
      program.resume();
      const { bytes, text } = await scrape(url);
      program.pause();
      return { samples: countSamples(text), bytes, cachedScrapeSeconds: [] };
    },
    peakResidentBytes: () => program.peakResidentBytes(),
  };
}

/** It polls on a timer of its own and answers scrapes from what it found. */
async function startKlagExporter(
  binary: string,
  brokers: readonly string[],
  undo: Undo,
  directory: string,
): Promise<Contender> {
  const port = await freePort();
  const config = join(directory, 'klag-exporter.toml');
  // A poll is given up after the interval less 5 s; on a busy machine it needs more than the default of 30 s.
  writeFileSync(
    config,
    `[exporter]
poll_interval = "60s"
staleness_threshold = "1h"
http_host = "127.0.0.1"
http_port = ${String(port)}
granularity = "partition"

[exporter.otel]
enabled = false

[[clusters]]
name = "bench"
bootstrap_servers = "${brokers.join(',')}"
topic_blacklist = []
`,
  );
  const program = await Program.start(
    {
      name: 'klag-exporter',
      command: binary,
      args: ['--config', config, '--log-level', 'klag_exporter=debug'],
      env: { NO_COLOR: '1' },
      readyUrl: `http://127.0.0.1:${String(port)}/ready`,
    },
    undo,
  );
  const url = `http://127.0.0.1:${String(port)}/metrics`;
  const polled = (): Promise<RegExpExecArray> => program.line(/Collection cycle completed.*elapsed_ms=(\d+)/, 120_000);
  await polled();
  program.pause();
  return {
    name: 'klag-exporter',
    version: execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().replace('klag-exporter ', ''),
    async turn(count) {
      program.resume();
      // It may have been held still within this one.
      await polled();
      const looks: Look[] = [];
      for (let look = 0; look < count; look++) {
        // It idles between its polls: all CPU time from one poll's end to the next is this poll's.
        const cpuBefore = program.cpuSeconds();
        const [, elapsedMs = ''] = await polled();
        looks.push({
          seconds: Number(elapsedMs) / 1000,
          cpuSeconds: program.cpuSeconds() - cpuBefore,
          residentBytes: program.residentBytes(),
        });
      }
      program.pause();
      return looks;
    },
    async answer() {
      program.resume();
      await polled();
      const { bytes, text } = await scrape(url);
      const seconds: number[] = [];
      for (let each = 0; each < cachedScrapes; each++) seconds.push((await scrape(url)).seconds);
      program.pause();
      return { samples: countSamples(text), bytes, cachedScrapeSeconds: seconds };
    },
    peakResidentBytes: () => program.peakResidentBytes(),
  };
}

/** What Go wrote into the binary: the revision that it was built from. kminion has no flag that tells. */
function goVersion(binary: string): string {
  try {
    const info = execFileSync('go', ['version', '-m', binary], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const revision = /vcs\.revision=([0-9a-f]{7})/.exec(info)?.[1];
    const module = /^\s*mod\s+\S+\s+(\S+)/m.exec(info)?.[1];
    return revision ?? module ?? 'unknown version';
  } catch {
    return 'unknown version';
  }
}
