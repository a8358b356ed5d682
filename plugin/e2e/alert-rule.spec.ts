import type { KafkascopeQuery } from '../src/types.ts';
import { makeRule } from './rule.ts';
import { expect, test, untilLag } from './test.ts';

test('a new alert rule asks for lag, and can be tried out', async ({
  alertRuleEditPage,
  source,
  subjects,
  request,
}) => {
  const subject = await subjects(9, 4);
  await untilLag(request, source, subject, 5);
  const row = await alertRuleEditPage.getQueryRow();
  await row.datasource.set(source.name);
  await expect(row.locator.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue('Lag');
  await expect(row.locator.getByLabel(/^Try a threshold/)).toBeVisible();
  await expect(alertRuleEditPage.evaluate()).toBeOK();
});

test('an alert rule fires for a group that lags, and resolves', async ({ source, subjects, request }) => {
  const subject = await subjects(100, 40);
  await untilLag(request, source, subject, 60);
  const query: KafkascopeQuery = {
    refId: 'A',
    queryType: 'lag',
    by: 'group',
    group: `^${subject.group}$`,
    instant: true,
  };
  const rule = await makeRule(request, source, query, 50);
  try {
    await expect.poll(() => rule.firing('group'), { timeout: 120_000 }).toEqual([subject.group]);
    await subject.commit(100);
    await expect.poll(() => rule.firing('group'), { timeout: 120_000 }).toEqual([]);
    expect(await rule.health()).toBe('ok');
  } finally {
    await rule.remove();
  }
});
