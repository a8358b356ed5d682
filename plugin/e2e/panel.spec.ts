import { anyNode, expect, nodeOf, test, untilLag } from './test.ts';

test('a new panel draws the flow without a choice', async ({ panelEditPage, source, subjects, request }) => {
  const subject = await subjects(5, 3);
  await untilLag(request, source, subject, 2);
  await panelEditPage.datasource.set(source.name);
  await panelEditPage.setVisualization('Node Graph');
  await expect(anyNode(panelEditPage.panel.locator)).toBeVisible();
});

test('a node leads to its lag and to its dashboard', async ({
  page,
  gotoDashboardPage,
  graphOf,
  source,
  subjects,
  request,
}) => {
  const subject = await subjects(61, 0);
  const { topic } = subject;
  await untilLag(request, source, subject, 61);
  await gotoDashboardPage({ uid: await graphOf(topic) });
  await expect(nodeOf(page, `group:${subject.group}`)).toBeVisible();
  await nodeOf(page, `topic:${topic}`).click();
  const toDashboard = page.getByRole('menuitem', { name: 'Topic', exact: true });
  await expect(toDashboard).toHaveAttribute('href', new RegExp(`/d/kafkascope-topic\\?var-topic=${topic}`));
  await page.getByRole('menuitem', { name: 'Lag', exact: true }).click();
  await expect(page).toHaveURL(/\/explore/);
  await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue('Lag');
});

test('a refresh shows new numbers', async ({ page, gotoDashboardPage, graphOf, source, subjects, request }) => {
  const subject = await subjects(61, 0);
  await untilLag(request, source, subject, 61);
  const dashboard = await gotoDashboardPage({ uid: await graphOf(subject.topic) });
  const group = nodeOf(page, `group:${subject.group}`);
  await expect(group.getByText(/^61( ·|$)/)).toBeVisible();
  await subject.produce(46);
  await untilLag(request, source, subject, 107);
  await dashboard.refreshDashboard();
  // The topology has not changed: Grafana must not keep the old picture.
  await expect(group.getByText(/^107( ·|$)/)).toBeVisible();
});
