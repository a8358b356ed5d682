import { cpus, freemem, hostname, totalmem } from 'node:os';
import { z } from 'zod';
import type { Fields } from '../http/body.ts';
import { Problem } from '../http/problem.ts';

/** A record of `host.metrics`. */
export interface Reading {
  readonly host: string;
  /** ISO 8601. */
  readonly time: string;
  /** Of all cores, since the reading before. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

const percent = z.number('must be a number').min(0, 'must be at least 0').max(100, 'must be at most 100');
const given = z.strictObject({
  host: z.string('must be a text').regex(/^[\w.-]{1,63}$/, 'must be 1 to 63 letters, digits, dots, dashes or _'),
  cpuPercent: percent,
  memoryPercent: percent,
});

/**
 * The reading that a request gives, at the present time; undefined where it has no fields, so that one is to be taken here.
 *
 * @throws Problem 400 that names each field that is wrong, missing or unknown
 */
export function givenReading(fields: Fields): Reading | undefined {
  if (Object.keys(fields).length === 0) return undefined;
  const { data, error } = given.safeParse(fields);
  if (error === undefined) return { ...data, time: new Date().toISOString() };
  const wrong = error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `${issue.keys.map((key) => JSON.stringify(key)).join(', ')} is unknown`;
    const [field = ''] = issue.path.map(String);
    return `"${field}" ${Object.hasOwn(fields, field) ? issue.message : 'is missing'}`;
  });
  const rule = 'give host, cpuPercent and memoryPercent, or no field to record this machine';
  throw new Problem(400, 'bad_reading', `${wrong.join('; ')}: ${rule}.`);
}

/** Takes readings of this machine. */
export class Measure {
  #before = { idle: 0, all: 0 };

  /** The first one is of the time since the machine was started. */
  take(): Reading {
    const now = cpuTimes();
    const all = now.all - this.#before.all;
    // Two readings within one tick of the counters: nothing was counted, so nothing was idle either.
    const busy = all > 0 ? 1 - (now.idle - this.#before.idle) / all : 0;
    this.#before = now;
    return {
      host: hostname(),
      time: new Date().toISOString(),
      cpuPercent: rounded(busy * 100),
      memoryPercent: rounded((1 - freemem() / totalmem()) * 100),
    };
  }
}

/** Milliseconds of all cores since the machine was started. */
function cpuTimes(): { idle: number; all: number } {
  const total = { idle: 0, all: 0 };
  for (const { times } of cpus()) {
    total.idle += times.idle;
    for (const ms of Object.values(times)) total.all += ms;
  }
  return total;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
