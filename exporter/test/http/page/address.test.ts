import { expect, it } from '@jest/globals';
import { formatAddress, graphQuery, parseAddress } from '../../../src/http/page/address.ts';

const plain = { cluster: '', view: 'flow', filterKind: 'topic', filter: '', asTable: false, node: '' };

it.each([
  ['', plain],
  ['?view=members&cluster=east', { ...plain, view: 'members', cluster: 'east' }],
  [
    '?group=%5Ebilling%24&node=group%3Abilling',
    { ...plain, filterKind: 'group', filter: '^billing$', node: 'group:billing' },
  ],
  ['?view=brokers&as=table', { ...plain, view: 'brokers', asTable: true }],
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
