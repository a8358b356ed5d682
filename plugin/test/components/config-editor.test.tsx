import { expect, it } from '@jest/globals';
import type { DataSourceSettings } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ConfigEditor } from '../../src/components/ConfigEditor.tsx';
import type { KafkascopeOptions } from '../../src/types.ts';

type Settings = DataSourceSettings<KafkascopeOptions, Record<string, string>>;

const fresh = {
  id: 1,
  uid: 'kafka',
  orgId: 1,
  name: 'Kafkascope',
  typeLogoUrl: '',
  type: 'kafkascope-kafka-datasource',
  typeName: 'Kafkascope',
  access: 'proxy',
  url: '',
  user: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
} as Settings;
let last = fresh;

function Page({ start = fresh }: { readonly start?: Settings }): ReactElement {
  const [options, setOptions] = useState(start);
  last = options;
  return <ConfigEditor options={options} onOptionsChange={setOptions} />;
}

it('takes the URL of the exporter', async () => {
  render(<Page />);
  expect(screen.getByPlaceholderText('http://localhost:9308')).toHaveValue('');
  await userEvent.type(screen.getByLabelText(/^URL/), 'http://kafkascope:9308');
  expect(last.url).toBe('http://kafkascope:9308');
});

it('takes a user and a password, and keeps the password apart', async () => {
  render(<Page />);
  await userEvent.click(screen.getByLabelText('Authentication method'));
  await userEvent.click(await screen.findByText('Basic authentication'));
  await userEvent.type(screen.getByLabelText(/^User/), 'ann');
  await userEvent.type(screen.getByLabelText(/^Password/), 'secret');
  expect(last).toMatchObject({
    basicAuth: true,
    basicAuthUser: 'ann',
    secureJsonData: { basicAuthPassword: 'secret' },
  });
  expect(JSON.stringify(last.jsonData)).not.toContain('secret');
});

it('takes a certificate authority and headers', async () => {
  render(<Page />);
  await userEvent.click(screen.getByLabelText('Add self-signed certificate'));
  await userEvent.click(screen.getByPlaceholderText('Begins with --- BEGIN CERTIFICATE ---'));
  await userEvent.paste('-----BEGIN CERTIFICATE-----');
  expect(last).toMatchObject({
    jsonData: { tlsAuthWithCACert: true },
    secureJsonData: { tlsCACert: '-----BEGIN CERTIFICATE-----' },
  });
  await userEvent.click(screen.getByRole('button', { name: /HTTP headers/ }));
  await userEvent.click(screen.getByRole('button', { name: /Add (another )?header/ }));
  await userEvent.type(screen.getByPlaceholderText('X-Custom-Header'), 'X-Tenant');
  await userEvent.type(screen.getByPlaceholderText('Header value'), 'blue');
  await userEvent.tab();
  expect(last.jsonData).toMatchObject({ httpHeaderName1: 'X-Tenant' });
  expect(last.secureJsonData).toMatchObject({ httpHeaderValue1: 'blue' });
});

it('takes a timeout', async () => {
  render(<Page />);
  await userEvent.click(screen.getByRole('button', { name: 'Expand section Advanced settings' }));
  await userEvent.type(screen.getByLabelText('Timeout'), '10');
  expect(last.jsonData).toMatchObject({ timeout: 10 });
});

it('changes nothing where the data source is provisioned', () => {
  render(<Page start={{ ...fresh, readOnly: true, url: 'http://kafkascope:9308' }} />);
  expect(screen.getByLabelText(/^URL/)).toBeDisabled();
});
