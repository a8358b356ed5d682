import type { Beacon } from '../../../probe/src/beacon.ts';
import { beaconSchema } from './beacon-schema.ts';

/** Why a beacon is refused. */
export const refusals = ['too_large', 'not_json', 'invalid', 'version', 'future', 'too_old', 'unauthorized'] as const;
export type Refusal = (typeof refusals)[number];

export class RefusedBeacon extends Error {
  override readonly name = 'RefusedBeacon';
  readonly reason: Refusal;

  constructor(reason: Refusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Clocks differ; a bucket that begins later than this from now is nobody's. */
const aheadMs = 600_000;
/** Beacons are of use for a day. */
const oldestMs = 86_400_000;

/**
 * A beacon from what came from outside.
 * @throws RefusedBeacon that says what is wrong, and where.
 */
export function acceptBeacon(value: unknown, nowMs: number): Beacon {
  if (typeof value === 'object' && value !== null && 'v' in value && value.v !== 1) {
    throw new RefusedBeacon('version', `v is ${JSON.stringify(value.v)}; this exporter reads version 1`);
  }
  const { data, error } = beaconSchema.safeParse(value);
  if (data === undefined) {
    const [issue] = error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'the beacon' : issue.path.join('.');
    throw new RefusedBeacon('invalid', `${where}: ${issue?.message ?? 'is not as docs/beacon.schema.json says'}`);
  }
  if (data.bucket % data.bucketMs !== 0) {
    throw new RefusedBeacon('invalid', `bucket: ${data.bucket} is not a multiple of bucketMs, ${data.bucketMs}`);
  }
  if (data.bucket > nowMs + aheadMs) {
    throw new RefusedBeacon('future', `bucket: ${momentOf(data.bucket)} lies in the future`);
  }
  if (data.at > nowMs + aheadMs) {
    throw new RefusedBeacon('future', `at: ${momentOf(data.at)} lies in the future`);
  }
  if (data.bucket < nowMs - oldestMs) {
    throw new RefusedBeacon('too_old', `bucket: ${momentOf(data.bucket)} is more than a day ago`);
  }
  return data;
}

/** A number that no date reaches stays one. */
function momentOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
