import { expect, it } from '@jest/globals';
import { AuditText } from '../../src/metrics/audit.ts';
import { richAtMs, richState } from './rich-state.ts';

it('the audit’s text is written once for a refresh, and anew with the next', async () => {
  const state = await richState();
  const { current } = state;
  const [topic] = current?.derived.audit?.topics ?? [];
  if (current === undefined || topic === undefined) throw new Error('nothing is audited');
  const labelsOf = () => ({});
  const audit = new AuditText();
  const text = (of = state) => audit.text([of], labelsOf, richAtMs);
  expect(text()).toContain('kafka_audit_acknowledged_records_total{topic="orders"} 500\n');
  expect(text()).toBe(text());
  const derived = { ...current.derived, audit: { topics: [{ ...topic, acknowledged: 501 }] } };
  expect(text({ ...state, current: { ...current, derived } })).toContain('{topic="orders"} 501\n');
  expect(audit.text([state], labelsOf, richAtMs + 86_400_000)).toBe('');
  expect(audit.text([], labelsOf, richAtMs)).toBe('');
  expect(text()).toContain('{topic="orders"} 500\n');
});
