/** What the scripted cluster of burrow-script.ts is asked through Burrow's API, and what both must say of it. */

export const burrowCluster = 'local';

/** Consumer groups by what is the matter with them. Each reads the topic of its own name. */
export const burrowGroups = {
  'caught-up': { status: 'OK', partition: 'OK' },
  slow: { status: 'WARN', partition: 'WARN' },
  stopped: { status: 'ERR', partition: 'STOP' },
  hanging: { status: 'ERR', partition: 'STALL' },
  rewound: { status: 'ERR', partition: 'REWIND' },
} as const;

export type BurrowGroup = keyof typeof burrowGroups;
export const burrowGroupNames = Object.keys(burrowGroups) as BurrowGroup[];

const cluster = `/v3/kafka/${burrowCluster}`;

/** Paths, of each route at least one that is found and one that is not. */
export const burrowQuestions: readonly string[] = [
  '/v3/kafka',
  cluster,
  '/v3/kafka/none',
  `${cluster}/topic`,
  '/v3/kafka/none/topic',
  `${cluster}/topic/slow`,
  `${cluster}/topic/none`,
  `${cluster}/topic/slow/consumers`,
  `${cluster}/topic/none/consumers`,
  '/v3/kafka/none/topic/slow/consumers',
  `${cluster}/consumer`,
  '/v3/kafka/none/consumer',
  ...burrowGroupNames.flatMap((group) => [
    `${cluster}/consumer/${group}`,
    `${cluster}/consumer/${group}/status`,
    `${cluster}/consumer/${group}/lag`,
  ]),
  `${cluster}/consumer/none`,
  `${cluster}/consumer/none/status`,
  `${cluster}/consumer/none/lag`,
  '/v3/kafka/none/consumer/slow/status',
  '/v3/nothing',
];

export interface RecordedAnswer {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** The parts of `…/status` that tell how a group fares. */
export interface StatusAnswer {
  readonly status: {
    readonly status: string;
    readonly partitions: readonly {
      readonly topic: string;
      readonly partition: number;
      readonly status: string;
      readonly complete: number;
    }[];
  };
}

export function statusPath(group: BurrowGroup): string {
  return `${cluster}/consumer/${group}/status`;
}

/** What matters in the answer of `…/status`, and what it must be. */
export function verdictIn({ status }: StatusAnswer): unknown {
  return [status.status, status.partitions.map(({ topic, partition, status: word }) => [topic, partition, word])];
}

export function expectedVerdict(group: BurrowGroup): unknown {
  const { status, partition } = burrowGroups[group];
  // Partition 1 of each topic is empty; who is caught up has no partition to list.
  return [status, partition === 'OK' ? [] : [[group, 0, partition]]];
}
