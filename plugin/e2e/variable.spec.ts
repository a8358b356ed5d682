import { expect, test, untilLag } from './test.ts';

test('a variable lists the topics that its filter finds', async ({
  variableEditPage,
  page,
  source,
  subjects,
  request,
}) => {
  const subject = await subjects(2, 1);
  await untilLag(request, source, subject, 1);
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(source.name);
  await page.locator('#kafkascope-variable-filter').fill(`^${subject.topic}$`);
  await page.keyboard.press('Tab');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews([subject.topic]);
});
