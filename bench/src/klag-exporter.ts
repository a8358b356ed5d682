import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Contender, Look } from './contender.ts';
import { countSamples } from './exposition.ts';
import { freePort } from './port.ts';
import { Program } from './program.ts';
import { scrape } from './scrape.ts';
import type { Undo } from './undo.ts';

const cachedScrapes = 20;

/** It polls on a timer of its own and answers scrapes from what it found. */
export async function startKlagExporter(
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
