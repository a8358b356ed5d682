import { setTimeout as sleep } from 'node:timers/promises';

import type { Contender, ContenderName, Look } from './contender.ts';
import { countSamples } from './exposition.ts';
import type { Program } from './program.ts';
import { scrape } from './scrape.ts';

// Timers that fell due while the process was held still fire at once; they shall not fall into what is measured.
const settleMs = 1000;

/** A program that asks Kafka during the scrape. */
export function scrapedContender(name: ContenderName, version: string, program: Program, url: string): Contender {
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
