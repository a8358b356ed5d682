import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { alertRules } from './grafana-files.ts';
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

  it('understands the texts of alert rules in Grafana, whose templates are those of Prometheus', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkascope-promtool-'));
    try {
      const file = path.join(folder, 'rules.yml');
      // Prometheus has one value, Grafana one of each query.
      const annotations = (of: object): object =>
        JSON.parse(JSON.stringify(of).replaceAll('$values.A.Value', '$value')) as object;
      const named = alertRules().map((rule) => ({
        alert: rule.uid,
        expr: 'vector(1)',
        annotations: annotations(rule.annotations),
      }));
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'grafana', rules: named }] }));
      expect(promtool('check', 'rules', file)).toBe('success');
    } finally {
      rmSync(folder, { recursive: true });
    }
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
