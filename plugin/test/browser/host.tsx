// Loads the built module.js as Grafana does, and shows its editors with the real packages of Grafana.
import * as css from '@emotion/css';
import * as data from '@grafana/data';
import type { BackendSrvRequest, BackendSrv, TemplateSrv } from '@grafana/runtime';
import * as runtime from '@grafana/runtime';
import * as ui from '@grafana/ui';
import * as react from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { createRoot } from 'react-dom/client';
import * as rxjs from 'rxjs';
import type { DataSource } from '../../src/datasource.ts';
import type { plugin as Plugin } from '../../src/module.ts';
import type { KafkascopeOptions, KafkascopeQuery } from '../../src/types.ts';

const modules: Readonly<Record<string, unknown>> = {
  '@emotion/css': css,
  '@grafana/data': data,
  '@grafana/runtime': runtime,
  '@grafana/ui': ui,
  react,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
};

const templates: Pick<TemplateSrv, 'getVariables' | 'replace'> = {
  getVariables: () => [],
  replace: (text = '') => text,
};
runtime.setTemplateSrv(templates as TemplateSrv);
runtime.setBackendSrv({
  fetch: ({ url, params, method = 'GET', data: body }: BackendSrvRequest) =>
    rxjs.defer(async () => {
      const search = new URLSearchParams(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));
      const answer = await fetch(`${url}?${search}`, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { data: (await answer.json()) as unknown, status: answer.status };
    }),
} as unknown as BackendSrv);

const { ConfigEditor, QueryEditor, instance } = await loadPlugin();

async function loadPlugin(): Promise<{
  ConfigEditor: NonNullable<typeof Plugin.components.ConfigEditor>;
  QueryEditor: NonNullable<typeof Plugin.components.QueryEditor>;
  instance: DataSource;
}> {
  const loading = new Promise<typeof Plugin>((resolve) => {
    Object.assign(globalThis, {
      define: (names: readonly string[], body: (...given: unknown[]) => { plugin: typeof Plugin }) =>
        resolve(body(...names.map((name) => modules[name])).plugin),
    });
  });
  const script = document.createElement('script');
  script.src = '/module.js';
  document.head.append(script);
  const plugin = await loading;
  const { ConfigEditor, QueryEditor } = plugin.components;
  if (ConfigEditor === undefined || QueryEditor === undefined) throw new Error('an editor is missing');
  const instance = new plugin.DataSourceClass({
    uid: 'kafka',
    type: 'kafkascope-kafka-datasource',
    name: 'Kafka',
    access: 'proxy',
    readOnly: false,
    jsonData: {},
    meta: { id: 'kafkascope-kafka-datasource' } as data.DataSourcePluginMeta,
  });
  return { ConfigEditor, QueryEditor, instance };
}

function Config(): react.ReactElement {
  const [options, setOptions] = react.useState({
    id: 1,
    uid: 'kafka',
    orgId: 1,
    name: 'Kafka',
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
  } as data.DataSourceSettings<KafkascopeOptions>);
  return <ConfigEditor options={options} onOptionsChange={setOptions} />;
}

function Query({ app }: { readonly app: data.CoreApp }): react.ReactElement {
  const [query, setQuery] = react.useState<KafkascopeQuery>({ refId: app, ...instance.getDefaultQuery(app) });
  return (
    <>
      <QueryEditor datasource={instance} query={query} onChange={setQuery} onRunQuery={() => undefined} app={app} />
      <pre data-testid={`query-${app}`}>{JSON.stringify(query)}</pre>
    </>
  );
}

const theme = data.createTheme({ colors: { mode: 'dark' } });
document.body.style.background = theme.colors.background.primary;
createRoot(document.getElementById('page') ?? document.body).render(
  <data.ThemeContext.Provider value={theme}>
    <ui.GlobalStyles />
    <div style={{ width: 1100, padding: 24 }}>
      <section data-testid="config">
        <Config />
      </section>
      <h4>Dashboard</h4>
      <section data-testid="dashboard">
        <Query app={data.CoreApp.Dashboard} />
      </section>
      <h4>Alert rule</h4>
      <section data-testid="alert">
        <Query app={data.CoreApp.UnifiedAlerting} />
      </section>
    </div>
  </data.ThemeContext.Provider>,
);
