import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CoreApp } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { QueryEditor } from '../../src/components/QueryEditor.tsx';
import { QueryHelp } from '../../src/components/QueryHelp.tsx';
import type { DataSource } from '../../src/datasource.ts';
import type { KafkascopeQuery } from '../../src/types.ts';
import { dataSource, listOf, useServer, useVariables } from '../grafana.ts';

const names = { topics: ['ocean.pacific', 'orders'], groups: ['billing'], clusters: ['east'], producers: [] };
let datasource: DataSource;

beforeEach(() => {
  useVariables({ topic: { value: 'orders' } });
  useServer(({ url }) => listOf(url, names));
  datasource = dataSource();
});

/** The editor in a panel that keeps the query, as Grafana's do. */
function show(
  start: Partial<KafkascopeQuery>,
  app = CoreApp.Dashboard,
): { last: () => KafkascopeQuery; runs: jest.Mock } {
  let last: KafkascopeQuery = { refId: 'A', ...start };
  const runs = jest.fn();
  function Panel(): ReactElement {
    const [query, setQuery] = useState(last);
    last = query;
    return <QueryEditor datasource={datasource} query={query} onChange={setQuery} onRunQuery={runs} app={app} />;
  }
  render(<Panel />);
  return { last: () => last, runs };
}

describe('in a dashboard', () => {
  it('shows a graph without a choice, and changes to lag by a click', async () => {
    const { last, runs } = show(datasource.getDefaultQuery(CoreApp.Dashboard));
    expect(screen.getByLabelText('Flow')).toBeChecked();
    await userEvent.click(screen.getByLabelText('Show'));
    await userEvent.click(await screen.findByRole('option', { name: /^Time lag/ }));
    expect(last()).toMatchObject({ queryType: 'timeLag' });
    await userEvent.click(screen.getByLabelText('group'));
    await userEvent.click(screen.getByLabelText('now'));
    expect(last()).toMatchObject({ queryType: 'timeLag', by: 'group', instant: true });
    expect(runs).toHaveBeenCalledTimes(3);
  });

  it('finds a topic by typing, and means exactly it', async () => {
    const { last } = show({ queryType: 'lag' });
    await userEvent.type(screen.getByLabelText(/^Topic/), 'ocean');
    await userEvent.click(await screen.findByRole('option', { name: 'ocean.pacific' }));
    expect(last().topic).toBe(String.raw`^ocean\.pacific$`);
    expect(screen.getByLabelText(/^Topic/)).toHaveValue('ocean.pacific');
  });

  it('takes a regular expression', async () => {
    const { last } = show({ queryType: 'lag' });
    await userEvent.type(screen.getByLabelText(/^Group/), '^log-');
    await userEvent.click(await screen.findByText('Use as a regular expression'));
    expect(last().group).toBe('^log-');
  });

  it('offers the variables of the dashboard', async () => {
    const { last } = show({ queryType: 'lag' });
    await userEvent.click(screen.getByLabelText(/^Topic/));
    await userEvent.click(await screen.findByRole('option', { name: /\$topic/ }));
    expect(last().topic).toBe('$topic');
  });

  it('can still be used when the lists cannot be read', async () => {
    useServer(() => {
      throw new Error('No answer from the exporter.');
    });
    const { last } = show({ queryType: 'lag' });
    await userEvent.type(screen.getByLabelText(/^Topic/), 'orders');
    await userEvent.click(await screen.findByText('Use as a regular expression'));
    expect(last().topic).toBe('orders');
    expect(await screen.findByTitle('No answer from the exporter.')).toBeInTheDocument();
  });

  it('limits the nodes of a graph', async () => {
    const { last } = show({ queryType: 'graph' });
    await userEvent.type(screen.getByLabelText(/^Most nodes/), '5000{Enter}');
    expect(last().limit).toBe(1000);
    await userEvent.click(screen.getByLabelText('Brokers'));
    expect(last().view).toBe('brokers');
  });

  it('limits the rows of a table', async () => {
    const { last } = show({ queryType: 'graph', limit: 50 });
    await userEvent.click(screen.getByLabelText('Show'));
    await userEvent.click(await screen.findByRole('option', { name: /^Table of groups/ }));
    expect(last().limit).toBeUndefined();
    await userEvent.type(screen.getByLabelText(/^Most rows/), '5000{Enter}');
    expect(last().limit).toBe(5000);
  });

  it.each([
    ['Produce rate', 'partition', 'partition'],
    ['Produce rate', 'group', undefined],
    ['Lost records', 'partition', undefined],
    ['Lost records', 'all', 'all'],
    ['Free disk space', 'group', undefined],
  ] as const)('asks for %s in the way of before (%s) only where it can be answered', async (label, by, kept) => {
    const { last } = show({ queryType: 'lag', by });
    await userEvent.click(screen.getByLabelText('Show'));
    await userEvent.click(await screen.findByRole('option', { name: new RegExp(`^${label}`) }));
    expect(last().by).toBe(kept);
  });

  it('chooses findings by certainty', async () => {
    const { last } = show({ queryType: 'findings', kind: 'loss' });
    await userEvent.click(screen.getByLabelText('Proved'));
    expect(last()).toMatchObject({ kind: 'loss', certainty: 'proved' });
    await userEvent.click(screen.getByLabelText('All'));
    expect(last().certainty).toBeUndefined();
  });

  it('says so where a newer version saved the query', () => {
    show({ queryType: 'newer' as 'lag' });
    expect(screen.getByText('This version of the plugin does not know the query type "newer".')).toBeInTheDocument();
  });
});

describe('in an alert rule', () => {
  it('offers numbers only', async () => {
    show(datasource.getDefaultQuery(CoreApp.UnifiedAlerting), CoreApp.UnifiedAlerting);
    await userEvent.click(screen.getByLabelText('Show'));
    const offered = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(offered).toHaveLength(8);
    expect(offered.join()).not.toMatch(/Graph|Table|Findings/);
  });

  it('says what to choose in place of a graph', () => {
    show({ queryType: 'graph' }, CoreApp.UnifiedAlerting);
    expect(screen.getByText('An alert rule cannot compare "Graph" with a threshold.')).toBeInTheDocument();
    expect(screen.getByText(/^Choose lag, time lag,/)).toBeInTheDocument();
  });

  it('tells for which groups a threshold would fire now', async () => {
    const requests = useServer(({ url }) => (url.includes('/query') ? lagNow : listOf(url, names)));
    show(datasource.getDefaultQuery(CoreApp.UnifiedAlerting), CoreApp.UnifiedAlerting);
    await userEvent.type(screen.getByLabelText(/^Try a threshold/), '500');
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent('Fires now for 1 of 2 groups: billing (900).'),
    );
    await userEvent.click(screen.getByLabelText('below'));
    expect(screen.getByRole('status')).toHaveTextContent('Fires now for 1 of 2 groups: audit (20).');
    // Other thresholds are compared with the same values.
    expect(requests.filter(({ url }) => url.includes('/query'))).toHaveLength(1);
  });

  it('tells why nothing can be compared', async () => {
    useServer(() => ({ results: { A: { error: 'Kafka does not answer.', status: 503, frames: [] } } }));
    show({ queryType: 'lag', instant: true }, CoreApp.UnifiedAlerting);
    await userEvent.type(screen.getByLabelText(/^Try a threshold/), '5');
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('Kafka does not answer.'));
  });
});

it('puts examples of the help into the query', async () => {
  const onClickExample = jest.fn();
  render(<QueryHelp datasource={datasource} query={{ refId: 'A' }} onClickExample={onClickExample} />);
  await userEvent.click(screen.getByRole('button', { name: 'What was lost' }));
  expect(onClickExample).toHaveBeenCalledWith({ refId: 'A', queryType: 'findings', kind: 'loss', certainty: 'proved' });
});

const lagNow = {
  results: {
    A: {
      frames: [
        {
          schema: {
            refId: 'A',
            fields: [
              { name: 'group', type: 'string' },
              { name: 'lag', type: 'number', config: { unit: 'short' } },
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
