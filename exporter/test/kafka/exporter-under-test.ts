import { readFileSync } from 'node:fs';
import { parseConfig } from '../../src/config/parse-config.ts';
import { startExporter } from '../../src/exporter.ts';
import { createLogger } from '../../src/log.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { eventually } from './eventually.ts';

/** A whole exporter in this process, made from flags as a person gives them. */
export interface ExporterUnderTest {
  readonly url: string;
  /** Everything it has logged, as logfmt. */
  readonly log: () => string;
  readonly metrics: () => Promise<Metrics>;
  /** The JSON answer of a path, whatever its status. */
  readonly api: (path: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export interface ExporterOptions {
  readonly brokers: string;
  readonly flags?: readonly string[];
  readonly topology?: string;
  /** Without it any that is free. */
  readonly port?: number;
}

export async function startUnderTest({
  brokers,
  flags = [],
  topology,
  port = 0,
}: ExporterOptions): Promise<ExporterUnderTest> {
  const lines: string[] = [];
  const listen = `--web.listen-address=127.0.0.1:${String(port)}`;
  const argv = [`--kafka.server=${brokers}`, listen, '--refresh.interval=1s', ...flags];
  const config = parseConfig(argv, {}, (path) => readFileSync(path, 'utf8'));
  const log = createLogger({ ...config.log, level: 'info' }, { write: (line) => lines.push(line) });
  const declared = topology === undefined ? undefined : parseTopology(topology, 'topology.yaml', ['']);
  const exporter = await startExporter({ config, topology: declared, log });
  return {
    url: exporter.url,
    log: () => lines.join(''),
    metrics: async () => new Metrics(await (await fetch(new URL('/metrics', exporter.url))).text()),
    api: async (path) => (await fetch(new URL(path, exporter.url))).json(),
    close: () => exporter.close(),
  };
}

/** The samples of one scrape. */
export class Metrics {
  readonly text: string;
  private readonly values = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
    for (const line of text.split('\n')) {
      const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (sample) this.values.set(`${sample[1] ?? ''}{${ordered(sample[2] ?? '')}}`, Number(sample[3]));
    }
  }

  /** The value of the series with exactly these labels; undefined when there is none. */
  value(name: string, labels: Readonly<Record<string, string | number>> = {}): number | undefined {
    const text = Object.entries(labels).map(([key, value]) => `${key}="${String(value)}"`);
    return this.values.get(`${name}{${text.sort().join(',')}}`);
  }

  /** All values of a family whose series begin with the given labels' text. */
  family(name: string): ReadonlyMap<string, number> {
    return new Map([...this.values].filter(([series]) => series.startsWith(`${name}{`)));
  }
}

function ordered(labels: string): string {
  return [...labels.matchAll(/(\w+="(?:[^"\\]|\\.)*")/g)]
    .map(([label]) => label)
    .sort()
    .join(',');
}

/** Asks again until the answer holds what is expected, and gives that answer; fails with the last reason. */
export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => void, seconds = 30): Promise<T> {
  return eventually(async () => {
    const answer = await ask();
    holds(answer);
    return answer;
  }, seconds * 1000);
}
