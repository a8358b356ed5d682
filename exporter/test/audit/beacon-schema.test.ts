import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Ledger } from '../../../probe/src/ledger.ts';
import { acceptBeacon, RefusedBeacon } from '../../src/audit/accept-beacon.ts';
import { beaconSchema } from '../../src/audit/beacon-schema.ts';

const nowMs = Date.UTC(2026, 0, 1);

/** A beacon as the probe makes it. */
function beacon() {
  const ledger = new Ledger({ service: 'shop', instance: 'shop-1', bucketMs: 60_000, now: () => nowMs });
  ledger.setting('orders', 'idempotent', false);
  ledger.handedOver('orders', nowMs)();
  ledger.sent('orders', 0, { sequence: 0, sentMs: nowMs }, 'acked', 7);
  ledger.sent('orders', 0, { sequence: 1, sentMs: nowMs }, 'unknown');
  ledger.handled('billing', 'orders', 0, { name: ledger.source, sequence: 0, sentMs: nowMs }, 7, 7);
  const [made] = ledger.beacons();
  if (made === undefined) throw new Error('there is nothing to tell');
  return made;
}

it('docs/beacon.schema.json is the form that is taken', () => {
  const file = readFileSync(new URL('../../../docs/beacon.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(documented())));
});

/** What the schema is called, beside its form. */
function documented() {
  const { $schema, ...schema } = z.toJSONSchema(beaconSchema);
  return { $schema, title: 'Beacon of a Kafkascope probe, version 1', ...schema };
}

it('takes what the probe makes, and in a kilobyte', () => {
  const made = beacon();
  expect(acceptBeacon(JSON.parse(JSON.stringify(made)), nowMs)).toEqual(made);
  expect(JSON.stringify(made).length).toBeLessThan(1_000);
});

describe('a beacon is refused', () => {
  it.each<[string, object, string, string | RegExp]>([
    ['of another version', { v: 2 }, 'version', 'v is 2; this exporter reads version 1'],
    ['without a topic', { topic: undefined }, 'invalid', /^topic: /],
    ['of a topic that cannot be', { topic: '<img src=x>' }, 'invalid', 'topic: must be the name of a topic'],
    ['with more than there is', { extra: 1 }, 'invalid', /Unrecognized key: "extra"/],
    ['with a run that ends before it begins', withAcked([[5, 3]]), 'invalid', /a run must not end before it begins/],
    ['with sequences that are no numbers', withAcked([['0', '1']]), 'invalid', /^produced.partitions.0.acked/],
    ['with a number too large to be exact', withAcked([[0, 2 ** 60]]), 'invalid', /^produced.partitions.0.acked/],
    ['with a bucket that is none', { bucket: nowMs + 1 }, 'invalid', /^bucket: .* is not a multiple of bucketMs/],
    ['of the future', { bucket: nowMs + 3_600_000 }, 'future', /^bucket: 2026-01-01T01:00:00.000Z lies in the future/],
    [
      'of no date',
      { bucket: 9_000_000_000_000_000 - (9_000_000_000_000_000 % 60_000) },
      'future',
      /^bucket: \d+ lies in/,
    ],
    ['made in the future', { at: nowMs + 3_600_000 }, 'future', 'at: 2026-01-01T01:00:00.000Z lies in the future'],
    ['that acknowledges without offsets', withAcked([[0, 3]]), 'invalid', /has a lowest and a highest offset/],
    ['with fewer offsets than sequences', withReceived({ runs: [[0, 3, 7, 8]] }), 'invalid', /an offset for each/],
    ['with room between copies', withReceived({ copies: [[0, 3, 7, 12]] }), 'invalid', /nothing lies between copies/],
    ['of the day before yesterday', { bucket: nowMs - 172_800_000 }, 'too_old', /^bucket: .* is more than a day ago/],
  ])('%s', (_, change, reason, message) => {
    const changed = JSON.parse(JSON.stringify({ ...beacon(), ...change })) as unknown;
    let refused: unknown;
    try {
      acceptBeacon(changed, nowMs);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(RefusedBeacon);
    expect(refused).toMatchObject({
      reason,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it.each([null, 7, 'beacon', [], {}])('when it is %j', (value) => {
    expect(() => acceptBeacon(value, nowMs)).toThrow(RefusedBeacon);
  });
});

function withAcked(acked: unknown): object {
  return { produced: { through: nowMs, partitions: { 0: { acked } } } };
}

function withReceived(source: object): object {
  const own = { runs: [], latency: [], latencySum: 0, ...source };
  return { consumed: [{ group: 'billing', partitions: { 0: { handled: [], sources: { 'shop-1.0': own } } } }] };
}
