import { setFlagsFromString } from 'node:v8';

/**
 * A refresh, or many scrapes at once, make much garbage. V8 answers by growing its young generation, to 128 MB where the
 * machine has memory, and keeps it. Left small it costs no more time here, and saves some 25 MB on 20,000 partitions.
 * To be called before anything else; it holds for the process.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
