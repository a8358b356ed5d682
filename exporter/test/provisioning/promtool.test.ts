import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { prometheusFolder, ruleFiles, rules, ruleTestFiles, ruleTests } from './provisioned.ts';

function promtool(...args: string[]): string {
  const { stdout, stderr, status, error } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? 'success' : `${stdout}${stderr}`;
}

describe('promtool', () => {
  it('checks the configuration', () => {
    expect(promtool('check', 'config', path.join(prometheusFolder, 'prometheus.yml'))).toBe('success');
  });

  it('checks the rules', () => {
    expect(promtool('check', 'rules', '--lint-fatal', ...ruleFiles)).toBe('success');
  });

  it('tests the rules', () => {
    expect(promtool('test', 'rules', ...ruleTestFiles)).toBe('success');
  });
});

const alerts = rules().flatMap(({ alert }) => (alert === undefined ? [] : [alert]));
const tested = ruleTests().flatMap((test) => test.alert_rule_test);

describe('every alert is tested', () => {
  it.each(alerts)('%s', (alert) => {
    const cases = tested.filter(({ alertname }) => alertname === alert);
    expect(cases.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(cases.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });
});
