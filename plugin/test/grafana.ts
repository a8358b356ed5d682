import type { DataSourceInstanceSettings, DataSourcePluginMeta, ScopedVars, TypedVariableModel } from '@grafana/data';
import { setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest, TemplateSrv } from '@grafana/runtime';
import { defer } from 'rxjs';
import { DataSource } from '../src/datasource.ts';
import type { KafkascopeOptions } from '../src/types.ts';

/** A variable of a dashboard: its values, and whether "All" was chosen. */
interface Variable {
  readonly value: string | readonly string[];
  readonly isAll?: boolean;
}

/** The parts that Grafana's packages leave to the running Grafana: here variables, and the way to the server. */
class Templates implements TemplateSrv {
  readonly #variables: Readonly<Record<string, Variable>>;

  constructor(variables: Readonly<Record<string, Variable>>) {
    this.#variables = variables;
  }

  getVariables(): TypedVariableModel[] {
    return Object.keys(this.#variables).map((name) => ({ name }) as TypedVariableModel);
  }

  replace(text = '', scopedVars?: ScopedVars, format?: string | ((value: unknown) => unknown)): string {
    return text.replace(
      /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)\]\]/g,
      (whole, plain?: string, braced?: string, ownFormat?: string, old?: string) => {
        const name = plain ?? braced ?? old ?? '';
        const scoped = scopedVars?.[name];
        const variable: Variable | undefined =
          scoped === undefined ? this.#variables[name] : { value: scoped.value as string };
        if (variable === undefined) return whole;
        if (ownFormat === 'text') return variable.isAll === true ? 'All' : [variable.value].flat().join(' + ');
        if (ownFormat === undefined && typeof format === 'function') return String(format(variable.value));
        return [variable.value].flat().join(',');
      },
    );
  }

  containsTemplate(text = ''): boolean {
    return text.includes('$');
  }

  updateTimeRange(): void {
    // No variable here depends on it.
  }
}

export function useVariables(variables: Readonly<Record<string, Variable>>): void {
  setTemplateSrv(new Templates(variables));
}

/** Answers what the data source asks the server; the requests are remembered. Throw to refuse. */
export function useServer(answer: (request: BackendSrvRequest) => unknown): BackendSrvRequest[] {
  const requests: BackendSrvRequest[] = [];
  const ask = (request: BackendSrvRequest): unknown => {
    requests.push(request);
    return answer(request);
  };
  setBackendSrv({
    fetch: (request: BackendSrvRequest) =>
      defer(async () => ({
        data: ask(request),
        status: 200,
        statusText: 'OK',
        ok: true,
        headers: new Headers(),
        redirected: false,
        type: 'basic' as const,
        url: request.url,
        config: request,
      })),
  } as unknown as BackendSrv);
  return requests;
}

export function dataSource(): DataSource {
  const settings: DataSourceInstanceSettings<KafkascopeOptions> = {
    uid: 'kafka',
    type: 'kafkascope-kafka-datasource',
    name: 'Kafka',
    access: 'proxy',
    readOnly: false,
    jsonData: {},
    meta: { id: 'kafkascope-kafka-datasource', name: 'Kafkascope' } as DataSourcePluginMeta,
  };
  return new DataSource(settings);
}

/** The exporter's lists as the back end passes them on. */
export function listOf(url: string, names: Readonly<Record<string, readonly string[]>>): unknown {
  const { pathname } = new URL(url, 'http://grafana');
  const list = pathname.split('/').at(-1) ?? '';
  const key = list.slice(0, -1);
  return { [list]: (names[list] ?? []).map((name) => ({ [key]: name })) };
}
