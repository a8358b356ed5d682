import { expect, it } from '@jest/globals';
import { formatAddress, graphQuery, opened, parseAddress } from '../../../src/http/page/address.ts';

const plain = {
  cluster: '',
  view: 'flow',
  filterKind: 'topic',
  filter: '',
  apart: undefined,
  limit: 200,
  find: '',
  asTable: false,
  node: '',
};

it.each([
  ['', plain],
  ['?view=members&cluster=east', { ...plain, view: 'members', cluster: 'east' }],
  [
    '?group=%5Ebilling%24&node=group%3Abilling',
    { ...plain, filterKind: 'group', filter: '^billing$', node: 'group:billing' },
  ],
  ['?view=brokers&as=table', { ...plain, view: 'brokers', asTable: true }],
  [
    '?collapse=prefix&apart=more%3Atopic%3A1%3Aocean.&limit=400&find=ord',
    { ...plain, apart: ['more:topic:1:ocean.'], limit: 400, find: 'ord' },
  ],
])('%s is read and written back', (search, address) => {
  const parsed = parseAddress(search);
  expect(parsed).toEqual(address);
  expect(parseAddress(formatAddress(parsed))).toEqual(address);
});

it('takes what it does not know for the plain page', () => {
  expect(parseAddress('?view=pie&colour=red')).toEqual(plain);
  expect(formatAddress(parseAddress('?view=pie&colour=red'))).toBe('');
});

it('asks the API without the node', () => {
  const query = graphQuery(parseAddress('?topic=a%26b&node=topic:a&cluster=west'));
  expect(query.toString()).toBe('view=flow&cluster=west&topic=a%26b');
});

it('opens cards that stand for others', () => {
  const address = parseAddress('?collapse=prefix');
  expect(opened('more:topic:1:ocean.', address)).toEqual({ apart: ['more:topic:1:ocean.'], node: '' });
  expect(opened('more:1', address)).toEqual({ limit: 400, node: '' });
  expect(opened('more:1', { ...address, limit: 1000 })).toEqual({ limit: 1000, node: '' });
});
