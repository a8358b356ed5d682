import { expect, exporterUrl, test, type } from './test.ts';

test.describe('Save & test', () => {
  test('says which exporter was reached and what it watches', async ({ createDataSourceConfigPage, page }) => {
    const config = await createDataSourceConfigPage({ type });
    await page.getByPlaceholder('http://localhost:9308').fill(exporterUrl);
    await expect(config.saveAndTest()).toBeOK();
    await expect(config).toHaveAlert('success', { hasText: /Kafkascope \S+ sees .*\d+ brokers?, .* read \d+ s ago/ });
  });

  test('says what is wrong with an address', async ({ createDataSourceConfigPage, page }) => {
    const config = await createDataSourceConfigPage({ type });
    await page.getByPlaceholder('http://localhost:9308').fill('http://127.0.0.1:1');
    await expect(config.saveAndTest()).not.toBeOK();
    await expect(config).toHaveAlert('error', { hasText: 'nothing listens there' });
  });
});
