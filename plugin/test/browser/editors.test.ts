import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openEditors } from './editors-page.ts';
import type { EditorsPage } from './editors-page.ts';

const lists: Readonly<Record<string, object>> = {
  topics: { topics: [{ topic: 'ocean.pacific' }, { topic: 'orders' }] },
  groups: { groups: [{ group: 'billing' }] },
  clusters: { clusters: [{ cluster: '' }] },
};
const lagNow = {
  results: {
    'unified-alerting': {
      frames: [
        {
          schema: {
            refId: 'unified-alerting',
            fields: [
              { name: 'group', type: 'string' },
              { name: 'lag', type: 'number' },
            ],
          },
          data: {
            values: [
              ['billing', 'audit'],
              [900, 20],
            ],
          },
        },
      ],
    },
  },
};

let editors: EditorsPage;

beforeAll(async () => {
  editors = await openEditors({ list: (name) => lists[name] ?? {}, query: () => lagNow });
}, 120_000);

afterAll(() => editors.close());

it('shows the config editor', async () => {
  const config = editors.page.getByTestId('config');
  await config.getByPlaceholder('http://localhost:9308').fill('http://kafkascope:9308');
  await config.getByText('Add self-signed certificate').waitFor();
});

it('shows a graph without a choice, and finds a topic', async () => {
  const editor = editors.page.getByTestId('dashboard');
  await editor.getByLabel(/^Topic/).click();
  await editors.page.getByRole('option', { name: 'ocean.pacific' }).click();
  // The editor may still be at work when the click returns: wait for the topic, whatever else the query says.
  const query = editor.getByTestId('query-dashboard');
  await query.filter({ hasText: '"topic"' }).waitFor();
  expect(JSON.parse((await query.textContent()) ?? '')).toMatchObject({
    queryType: 'graph',
    topic: String.raw`^ocean\.pacific$`,
  });
});

it('says in an alert rule for which groups a threshold fires now', async () => {
  const editor = editors.page.getByTestId('alert');
  await editor.getByLabel(/^Try a threshold/).fill('500');
  await editor.getByText('Fires now for 1 of 2 groups: billing (900).').waitFor();
});

it('runs without errors', () => {
  expect(editors.errors).toEqual([]);
});
