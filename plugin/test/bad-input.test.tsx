import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CoreApp, dateTime } from '@grafana/data';
import type { DataQueryRequest } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { firstValueFrom } from 'rxjs';
import { QueryEditor } from '../src/components/QueryEditor.tsx';
import type { KafkascopeQuery } from '../src/types.ts';
import { dataSource, listOf, useServer, useVariables } from './grafana.ts';

/** What people see in Grafana of what the back end says; its sentences are tested in pkg/plugin/failure_test.go. */

beforeEach(() => {
  useVariables({});
});

function request(...targets: KafkascopeQuery[]): DataQueryRequest<KafkascopeQuery> {
  const [from, to] = [dateTime('2026-01-01T00:00:00Z'), dateTime('2026-01-01T01:00:00Z')];
  return {
    requestId: 'Q1',
    interval: '1m',
    intervalMs: 60_000,
    range: { from, to, raw: { from, to } },
    scopedVars: {},
    targets,
    timezone: 'utc',
    app: CoreApp.Dashboard,
    startTime: 0,
  };
}

function show(query: Partial<KafkascopeQuery>, app = CoreApp.Dashboard): void {
  const props = { datasource: dataSource(), onChange: jest.fn(), onRunQuery: jest.fn(), app };
  render(<QueryEditor {...props} query={{ refId: 'A', ...query }} />);
}

/** As Grafana's own client fails of an answer that is no success. */
const refused = (status: number, data: unknown) => Object.assign(new Error(`${status}`), { status, data });

describe('a panel', () => {
  const sentence = 'Topic is not an RE2 pattern: missing closing ).';
  const failing = { error: sentence, status: 400, frames: [] };

  it('says what is wrong with one query, and shows the other', async () => {
    useServer(() => ({ results: { A: failing, B: { frames: [{ schema: { fields: [] }, data: { values: [] } }] } } }));
    const answer = await firstValueFrom(
      dataSource().query(request({ refId: 'A', queryType: 'lag', topic: '(' }, { refId: 'B', queryType: 'lag' })),
    );
    expect(answer.errors).toMatchObject([{ refId: 'A', message: sentence }]);
    expect(answer.data).toHaveLength(1);
  });

  it('says what is wrong where no query is answered', async () => {
    useServer(() => {
      throw refused(400, { results: { A: failing } });
    });
    const answer = await firstValueFrom(dataSource().query(request({ refId: 'A', queryType: 'lag', topic: '(' })));
    expect(answer.errors).toMatchObject([{ message: sentence }]);
  });
});

it('an alert rule tells why its threshold cannot be tried', async () => {
  const sentence = 'http://kafkascope:9308 cannot be reached: nothing listens there.';
  useServer(({ url }) => {
    if (!url.includes('/query')) return listOf(url, {});
    throw refused(502, { results: { A: { error: sentence, status: 502, frames: [] } } });
  });
  show({ queryType: 'lag', instant: true }, CoreApp.UnifiedAlerting);
  await userEvent.type(screen.getByLabelText(/^Try a threshold/), '5');
  await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(sentence));
});

describe('a picker', () => {
  it('tells why it has no names', async () => {
    const sentence = 'http://kafkascope:9308 refuses the credentials (HTTP 401).';
    useServer(() => {
      throw refused(401, { message: sentence });
    });
    show({ queryType: 'lag' });
    await userEvent.click(screen.getByLabelText(/^Topic/));
    expect(await screen.findByTitle(sentence)).toBeInTheDocument();
  });

  it('finds one of 20,000 topics, and never takes them all', async () => {
    const topics = Array.from({ length: 20_000 }, (_, at) => `team-${at % 40}.stream.${at}`);
    const sent: number[] = [];
    useServer(({ url, params = {} }) => {
      const { filter = '', limit } = params as { filter?: string; limit?: number };
      const pattern = new RegExp(filter.replace('(?i)', ''), 'i');
      const found = topics.filter((topic) => pattern.test(topic)).slice(0, limit);
      if (url.endsWith('/topics')) sent.push(found.length);
      return listOf(url, { topics: found });
    });
    show({ queryType: 'lag' });
    await userEvent.click(screen.getByLabelText(/^Topic/));
    await screen.findByRole('option', { name: 'team-0.stream.0' });
    await userEvent.type(screen.getByLabelText(/^Topic/), 'Stream.19999');
    expect(await screen.findByRole('option', { name: 'team-39.stream.19999' })).toBeInTheDocument();
    expect(Math.max(...sent)).toBe(100);
  });
});

describe('a query of another version of the plugin', () => {
  it('is passed on with what is not known here', async () => {
    const requests = useServer(() => ({ results: {} }));
    const newer = { refId: 'A', queryType: 'lag', smooth: { over: '5m' } } as KafkascopeQuery;
    await firstValueFrom(dataSource().query(request(newer)));
    expect(requests[0]?.data).toMatchObject({ queries: [{ smooth: { over: '5m' } }] });
  });

  it('shows what it means where it says less', () => {
    useServer(({ url }) => listOf(url, {}));
    show({ queryType: 'lag' });
    expect(screen.getByLabelText('topic')).toBeChecked();
    expect(screen.getByLabelText('over time')).toBeChecked();
  });

  it('without a type asks for one', () => {
    useServer(({ url }) => listOf(url, {}));
    show({});
    expect(screen.getByLabelText('Show')).toHaveValue('');
    expect(screen.getByPlaceholderText('Choose')).toBeInTheDocument();
  });
});
