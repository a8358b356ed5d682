import { expect, it } from '@jest/globals';
import { exporterFlags, exporterUrl, givenAddress } from '../../start/exporter-flags.ts';

const own = ['--kafka.server=a:1', '--kafka.server=b:2'];
const listen = '--web.listen-address=127.0.0.1:9308';
const refresh = '--refresh.interval=2s';

it.each([
  [[], [...own, listen, refresh]],
  [['--refresh.interval=1m'], [...own, listen, '--refresh.interval=1m']],
  [
    ['--refresh.interval', '1m'],
    [...own, listen, '--refresh.interval', '1m'],
  ],
  [['--web.listen-address=:9400'], [...own, refresh, '--web.listen-address=:9400']],
])('lets %j win', (given, expected) => {
  expect(exporterFlags(['a:1', 'b:2'], 9308, given)).toEqual(expected);
});

it.each([
  [[], undefined, 'http://127.0.0.1:9308'],
  [['--web.listen-address=:9400'], ':9400', 'http://127.0.0.1:9400'],
  [['--web.listen-address', '0.0.0.0:9400'], '0.0.0.0:9400', 'http://127.0.0.1:9400'],
  [['--web.listen-address=[::]:9400'], '[::]:9400', 'http://127.0.0.1:9400'],
  [['--web.listen-address=localhost:9400'], 'localhost:9400', 'http://localhost:9400'],
])('finds the exporter that was started with %j', (given, address, url) => {
  expect(givenAddress(given)).toBe(address);
  expect(exporterUrl(9308, given)).toBe(url);
});
