import { expect, test, untilLag } from './test.ts';

test('losses are annotations without a choice', async ({
  annotationEditPage,
  selectors,
  source,
  subjects,
  request,
}) => {
  const subject = await subjects(30, 10);
  await untilLag(request, source, subject, 20);
  await subject.deleteRecordsBefore(25);
  await annotationEditPage.datasource.set(source.name);
  const result = annotationEditPage.getByGrafanaSelector(selectors.components.Annotations.editor.resultContainer);
  await expect(async () => {
    const response = await annotationEditPage.runQuery();
    expect(await response.text()).toContain(subject.group);
    await expect(result).toContainText(/\d+ events/, { timeout: 5000 });
  }).toPass({ timeout: 90_000 });
});
