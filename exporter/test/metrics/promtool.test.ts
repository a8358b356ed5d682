import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

/** Names that kafka_exporter chose, and that a drop-in must keep. */
const inherited = new Set(['kafka_consumergroup_lag_sum', 'kafka_consumergroup_current_offset_sum']);

it('promtool check metrics has nothing against our own metrics', () => {
  const input = readFileSync(new URL('../golden/metrics.prom', import.meta.url));
  const { stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  const warnings = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  expect(warnings.filter((line) => !inherited.has(line.split(' ')[0] ?? ''))).toEqual([]);
});
