import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Beacon } from '../../../probe/src/beacon.ts';
import { Ledger } from '../../../probe/src/ledger.ts';
import { BeaconIntake } from '../../src/audit/beacon-intake.ts';
import { json, type Answer } from './ask.ts';
import { post } from './post.ts';
import { readAtMs, serve, smallShape, stateOf, unreadState, type Served } from './serve.ts';

let open: Served;
let guarded: Served;
let without: Served;
const taken: Beacon[] = [];
const told: (string | undefined)[] = [];

beforeAll(async () => {
  const state = await stateOf(smallShape);
  const intake = new BeaconIntake({
    audit: { add: (beacon) => taken.push(beacon) },
    now: () => readAtMs,
    onBeacon: (refusal) => told.push(refusal),
  });
  const beacons = () => intake;
  open = await serve([state], { parts: { beacons } });
  guarded = await serve([state], { parts: { beacons, beaconToken: 'a-secret' } });
  without = await serve([state]);
});
afterAll(() => Promise.all([open, guarded, without].map((served) => served.close())));

function beacon(instance: string): Beacon {
  const ledger = new Ledger({ service: 'shop', instance, bucketMs: 60_000, now: () => readAtMs });
  ledger.handedOver('orders', readAtMs)();
  const [made] = ledger.beacons();
  if (made === undefined) throw new Error('there is nothing to tell');
  return made;
}

const send = (served: Served, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  post(served, body, '/api/beacons', headers);

describe('POST /api/beacons', () => {
  it('takes one beacon, and a list', async () => {
    expect(json(await send(open, beacon('shop-1')))).toEqual({ accepted: 1 });
    const answer = await send(open, [beacon('shop-2'), beacon('shop-3')]);
    expect([answer.status, json(answer)]).toEqual([202, { accepted: 2 }]);
    expect(taken.map(({ instance }) => instance)).toEqual(['shop-1', 'shop-2', 'shop-3']);
  });

  it('says of each that it refuses which it is and why, and takes the others', async () => {
    const answer = await send(open, [beacon('shop-4'), { v: 2 }, { ...beacon('shop 5') }]);
    expect(answer.status).toBe(422);
    expect(json(answer)).toEqual({
      accepted: 1,
      error: { code: 'beacons_refused', message: '2 of 3 beacons were refused' },
      refused: [
        { index: 1, reason: 'version', message: 'v is 2; this exporter reads version 1' },
        { index: 2, reason: 'invalid', message: 'instance: must have no white space' },
      ],
    });
    expect(taken.at(-1)?.instance).toBe('shop-4');
    expect(told.slice(-3)).toEqual([undefined, 'version', 'invalid']);
  });

  it('takes nothing without the token, and does not tell it', async () => {
    for (const headers of [{}, { Authorization: 'Bearer another' }, { Authorization: 'a-secret' }]) {
      const answer = await send(guarded, beacon('shop-6'), headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain('a-secret');
      expect(told.at(-1)).toBe('unauthorized');
    }
    expect((await send(guarded, beacon('shop-6'), { Authorization: 'Bearer a-secret' })).status).toBe(202);
  });

  it('takes them also while the cluster cannot be read', async () => {
    const intake = new BeaconIntake({
      audit: { add: () => undefined },
      now: () => readAtMs,
      onBeacon: () => undefined,
    });
    const unread = await serve([unreadState()], { parts: { beacons: () => intake } });
    try {
      expect((await send(unread, beacon('shop-8'))).status).toBe(202);
      expect((await post(unread, beacon('shop-8'), '/api/beacons?cluster=elsewhere')).status).toBe(404);
    } finally {
      await unread.close();
    }
  });

  it('says how to switch it on where it is off', async () => {
    const answer = await send(without, beacon('shop-7'));
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('--audit.enabled')]);
  });

  it('refuses what is no JSON, and what is too much', async () => {
    expect((await send(open, '{"v":')).status).toBe(400);
    expect(told.at(-1)).toBe('not_json');
    expect(
      (
        await send(
          open,
          Array.from({ length: 2_001 }, () => ({})),
        )
      ).status,
    ).toBe(413);
    expect((await send(open, `"${'x'.repeat(5_000_000)}"`)).status).toBe(413);
    expect(told.at(-1)).toBe('too_large');
  });
});
