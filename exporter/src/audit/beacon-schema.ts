import { z } from 'zod';
import { latencyBoundsMs, type Beacon } from '../../../probe/src/beacon.ts';

const number = z.int().min(0);
const text = z.string().min(1).max(250);
const run = z.tuple([number, number]).refine(([first, last]) => first <= last, 'a run must not end before it begins');
const runs = z.array(run).max(10_000);
const partition = z.string().regex(/^\d{1,7}$/, 'must be the number of a partition');
const latency = z.array(number).max(latencyBoundsMs.length + 1);
const recordRun = z
  .tuple([number, number, number, number])
  .refine(
    ([first, last, lowest, highest]) => first <= last && last - first <= highest - lowest,
    'a run must not end before it begins, and needs an offset for each sequence',
  );

const producedPartition = z
  .strictObject({
    acked: runs,
    rejected: runs.optional(),
    unknown: runs.optional(),
    aborted: runs.optional(),
    lowest: number.optional(),
    highest: number.optional(),
  })
  .refine(
    ({ acked, lowest = Infinity, highest = -Infinity }) => acked.length === 0 || lowest <= highest,
    'what was acknowledged has a lowest and a highest offset',
  );

const consumedPartition = z.strictObject({
  handled: runs,
  skipped: runs.optional(),
  sources: z.record(
    text,
    z.strictObject({
      runs: z.array(recordRun).max(10_000),
      copies: z
        .array(
          recordRun.refine(
            ([first, last, lowest, highest]) => last - first === highest - lowest,
            'nothing lies between copies',
          ),
        )
        .max(10_000)
        .optional(),
      redelivered: number.optional(),
      duplicated: number.optional(),
      latency,
      latencySum: z.number().min(0),
    }),
  ),
  partial: text.optional(),
});

/** A beacon as it may come from anywhere: docs/beacon.schema.json is made of this. */
export const beaconSchema: z.ZodType<Beacon> = z.strictObject({
  v: z.literal(1),
  topic: z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be the name of a topic'),
  bucket: number,
  bucketMs: z.int().min(1_000).max(3_600_000).multipleOf(1_000),
  service: text,
  instance: text.regex(/^\S+$/, 'must have no white space'),
  epoch: number,
  n: z.int().min(1),
  at: number,
  change: number,
  index: z.array(z.tuple([number, number])).max(2_000),
  final: z.boolean().optional(),
  produced: z
    .strictObject({
      through: number,
      partial: text.optional(),
      partitions: z.record(partition, producedPartition),
    })
    .optional(),
  consumed: z
    .array(z.strictObject({ group: z.string().max(1_000), partitions: z.record(partition, consumedPartition) }))
    .max(100)
    .optional(),
  settings: z.record(text, z.union([z.string().max(250), z.number(), z.boolean()])).optional(),
});
