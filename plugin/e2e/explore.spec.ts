import { anyNode, expect, test, untilLag } from './test.ts';

test('Explore draws the flow at once, and lag over time', async ({ explorePage, page, source, subjects, request }) => {
  const subject = await subjects(20, 5);
  await untilLag(request, source, subject, 15);
  await explorePage.datasource.set(source.name);
  await expect(anyNode(page)).toBeVisible();

  const row = explorePage.getQueryEditorRow('A');
  await row.getByRole('combobox', { name: 'Show', exact: true }).click();
  await page.getByRole('option', { name: /^Lag/ }).click();
  await row.getByRole('combobox', { name: /^Group/ }).fill(subject.group);
  await page.getByRole('option', { name: subject.group }).first().click();
  await expect(explorePage.runQuery()).toBeOK();
  await expect(explorePage.timeSeriesPanel.locator).toContainText(subject.group);
});
