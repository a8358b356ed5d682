import { CustomVariableSupport } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse, MetricFindValue } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { from } from 'rxjs';
import type { Observable } from 'rxjs';
import { VariableQueryEditor } from './components/VariableQueryEditor.tsx';
import type { DataSource } from './datasource.ts';
import { interpolatedName, interpolatedPattern } from './interpolation.ts';
import { mostNames, namesIn } from './names.ts';
import type { KafkascopeOptions, KafkascopeQuery, KafkascopeVariableQuery } from './types.ts';

/** Variables of dashboards: names of clusters, brokers, topics, groups or producers. */
export class VariableSupport extends CustomVariableSupport<
  DataSource,
  KafkascopeVariableQuery,
  KafkascopeQuery,
  KafkascopeOptions
> {
  override readonly editor = VariableQueryEditor;
  readonly #datasource: Pick<DataSource, 'list'>;

  constructor(datasource: Pick<DataSource, 'list'>) {
    super();
    this.#datasource = datasource;
  }

  override query({ targets, scopedVars }: DataQueryRequest<KafkascopeVariableQuery>): Observable<DataQueryResponse> {
    const templates = getTemplateSrv();
    const [{ list = 'topics', cluster = '', filter = '' } = {}] =
      targets as readonly Partial<KafkascopeVariableQuery>[];
    const params = {
      cluster: interpolatedName(cluster, scopedVars, templates),
      filter: interpolatedPattern(filter, scopedVars, templates),
      limit: mostNames,
    };
    return from(
      this.#datasource.list(list, params).then((answer) => ({
        data: namesIn(list, answer).map((name): MetricFindValue => ({
          text: name === '' ? 'default' : name,
          value: name,
        })),
      })),
    );
  }
}
