import { expect, it } from '@jest/globals';
import { Ledger } from '../../../probe/src/ledger.ts';
import { Audit } from '../../src/audit/audit.ts';
import { smallSnapshot } from '../derived/small-snapshot.ts';

const startMs = Date.UTC(2026, 0, 1);
let nowMs = startMs;
const ledger = (service: string) => new Ledger({ service, instance: service, bucketMs: 60_000, now: () => nowMs });

/** An audit that has heard these a quarter of a minute ago. */
function heard(...ledgers: readonly Ledger[]): Audit {
  const audit = new Audit();
  nowMs += 15_000;
  const at = { tickMs: nowMs, wallMs: nowMs };
  for (const one of ledgers) for (const beacon of one.beacons({ all: true })) audit.add(beacon, at);
  nowMs += 15_000;
  return audit;
}

const snapshot = () => smallSnapshot(nowMs, [{ name: 'orders', ends: [10] }]);

it('tells of whom not all can be compared, and why', () => {
  const [shop, reader] = [ledger('shop'), ledger('reader')];
  shop.partial('orders', 'records carry no header');
  reader.leftOver('billing', 'orders', 0, nowMs, 0, 4);
  const { observations } = heard(shop, reader).evaluate(snapshot());
  expect(observations.map(({ name, severity, title }) => [name, severity, title])).toEqual([
    [
      'audit_partial',
      'info',
      'orders: not all can be compared: what billing handled (a handler resolved some records of a batch, and left the rest to its client) and what shop sent (records carry no header)',
    ],
  ]);
});

it('tells who reads with which group, and who writes, as long as they are heard', () => {
  const [shop, reader] = [ledger('shop'), ledger('reader')];
  shop.handedOver('orders', nowMs)();
  reader.passed('billing', 'orders', 0, nowMs, 0, 4);
  const audit = heard(shop, reader);
  const { sightings, readers } = audit.evaluate(snapshot());
  expect(sightings).toEqual([{ name: 'shop', topic: 'orders', evidence: 'probe', lastMs: nowMs - 15_000 }]);
  expect(readers).toEqual([{ group: 'billing', service: 'reader' }]);
  nowMs += 3_600_000;
  expect(audit.evaluate(snapshot()).readers).toEqual([]);
});

it('tells nothing of a topic before all was read that lay there', () => {
  const shop = ledger('shop');
  shop.handedOver('orders', nowMs)();
  const audit = heard(shop);
  expect(audit.evaluate(snapshot(), () => false).state.topics).toEqual([]);
  expect(audit.evaluate(snapshot(), (topic) => topic === 'orders').state.topics).toHaveLength(1);
});
