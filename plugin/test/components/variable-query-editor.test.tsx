import { beforeEach, expect, it, jest } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { VariableQueryEditor } from '../../src/components/VariableQueryEditor.tsx';
import type { KafkascopeVariableQuery } from '../../src/types.ts';
import { dataSource, listOf, useServer, useVariables } from '../grafana.ts';

let last: KafkascopeVariableQuery;

function Settings({ start }: { readonly start: KafkascopeVariableQuery }): ReactElement {
  const [query, setQuery] = useState(start);
  last = query;
  return <VariableQueryEditor datasource={dataSource()} query={query} onChange={setQuery} onRunQuery={jest.fn()} />;
}

beforeEach(() => {
  useVariables({});
  useServer(({ url }) => listOf(url, { clusters: ['east', 'west'] }));
});

it('chooses a list, a cluster and a filter', async () => {
  render(<Settings start={{ refId: '' }} />);
  expect(screen.getByLabelText('Names of')).toHaveValue('Topics');
  await userEvent.click(screen.getByLabelText('Names of'));
  await userEvent.click(await screen.findByRole('option', { name: 'Groups' }));
  await userEvent.click(screen.getByLabelText(/^Cluster/));
  await userEvent.click(await screen.findByRole('option', { name: 'west' }));
  await userEvent.type(screen.getByLabelText(/^Filter/), '^log-{Enter}');
  expect(last).toEqual({ refId: 'variable', list: 'groups', cluster: 'west', filter: '^log-' });
});

it('asks for no cluster where clusters are listed', async () => {
  render(<Settings start={{ refId: 'V', list: 'clusters' }} />);
  expect(screen.queryByLabelText(/^Cluster/)).not.toBeInTheDocument();
  expect(screen.queryByLabelText(/^Filter/)).not.toBeInTheDocument();
});
