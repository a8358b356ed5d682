import { expect, it } from '@jest/globals';
import { sourceOf } from '../../src/snapshot/record-source.ts';

const source = (headers: Readonly<Record<string, string | Buffer>>, configured: readonly string[] = []) =>
  sourceOf(new Map(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])), configured);

it.each<[string, Readonly<Record<string, string>>]>([
  ['W3C baggage', { baggage: 'user=7, service.name=check%20out;x=1 ,a=b' }],
  ['CloudEvents', { ce_source: 'check out', ce_id: '7' }],
  ['what was configured, before all', { 'X-App': ' check out ', baggage: 'service.name=other', ce_source: 'another' }],
  ['baggage before CloudEvents', { baggage: 'service.name=check out', ce_source: 'other' }],
  ['CloudEvents where the baggage names nobody', { baggage: 'user=7', ce_source: 'check out' }],
])('a source is named by %s', (_, headers) => {
  expect(source(headers, ['X-Team', 'X-App'])).toBe('check out');
});

it.each<[string, Readonly<Record<string, string | Buffer>>]>([
  ['nothing', {}],
  ['a trace without a name', { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }],
  ['white space', { ce_source: '  ' }],
  ['bytes that are no text', { ce_source: Buffer.from([0xff, 0xfe, 0x41]) }],
  ['control characters', { ce_source: 'a\u0000b' }],
  ['marks that turn the direction of writing', { ce_source: 'a\u202Eb' }],
  ['a name that does not end', { ce_source: 'a'.repeat(201) }],
  ['a percent sign that encodes nothing', { baggage: 'service.name=%E0%A4%A' }],
  ['a header that was not configured', { 'X-App': 'checkout' }],
])('none is by %s', (_, headers) => {
  expect(source(headers, ['X-Team'])).toBeUndefined();
});
