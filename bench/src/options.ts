import { parseArgs } from 'node:util';

import type { Scale } from './populate.ts';

/** What is measured, in this order; each by itself. */
export const parts = ['exporter', 'probe', 'frames'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  readonly parts: readonly Part[];
  readonly scale: Scale;
  readonly rounds: number;
  /** A cluster to measure as it is, instead of one made for it; undefined makes one. */
  readonly brokers: readonly string[] | undefined;
  /** Writes a CPU profile of the exporter beside the results. */
  readonly profile: boolean;
}

const full: Scale = { topics: 2000, partitionsPerTopic: 10, groups: 100, offsets: 5000 };
const quick: Scale = { topics: 200, partitionsPerTopic: 10, groups: 10, offsets: 500 };

export const usage = `npm run bench -- [exporter] [probe] [frames] [--quick] [--rounds=N] [--brokers=HOST:PORT,…] [--profile]

  exporter     the exporter and its neighbours on real brokers; the options are for this one
  probe        what a probe costs an application
  frames       how smooth the page's picture is
               all three, where none is named

  --quick      a tenth of the cluster, to try the bench
  --rounds     rounds that count, 5 by default; a warm-up comes before them
  --brokers    measure this cluster as it is, and start and create nothing in it
  --profile    write a CPU profile of the exporter beside the results

KMINION_BIN, KAFKA_EXPORTER_BIN and KLAG_EXPORTER_BIN name the neighbours' binaries, KAFKASCOPE_BEFORE_BIN
the exporter/dist/main.js of another checkout, to see what a change costs.
`;

/** @throws Error that names what is wrong with the arguments. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      brokers: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const unknown = positionals.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${parts.join(', ')}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds=${values.rounds} is not a number of rounds`);
  return {
    parts: parts.filter((part) => positionals.length === 0 || positionals.includes(part)),
    scale: values.quick ? quick : full,
    rounds,
    brokers: values.brokers?.split(','),
    profile: values.profile,
  };
}
