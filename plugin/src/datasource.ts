import { CoreApp, dateTime, isDataFrame, toDataFrame } from '@grafana/data';
import type {
  AdHocVariableFilter,
  DataFrame,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
  TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import { defer, firstValueFrom, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { filterKeys, narrowed } from './ad-hoc-filters.ts';
import { findingsAnnotations } from './annotations.ts';
import { withGraphLinks } from './graph-links.ts';
import { interpolatedName, interpolatedPattern } from './interpolation.ts';
import { mostNames, namesIn } from './names.ts';
import { search } from './patterns.ts';
import { queryText } from './query-text.ts';
import type { KafkascopeOptions, KafkascopeQuery, ListName, Lists } from './types.ts';
import { VariableSupport } from './variable-support.ts';

const alerting: readonly CoreApp[] = [CoreApp.UnifiedAlerting, CoreApp.CloudAlerting];
const hourMs = 3_600_000;

export function isAlerting(app: CoreApp | undefined): boolean {
  return app !== undefined && alerting.includes(app);
}

/** Asks the exporter through the plugin's back end, and adds what only Grafana knows: variables, filters, links. */
export class DataSource extends DataSourceWithBackend<KafkascopeQuery, KafkascopeOptions> {
  override readonly annotations = findingsAnnotations;

  constructor(settings: DataSourceInstanceSettings<KafkascopeOptions>) {
    super(settings);
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- one of Grafana's three kinds
    this.variables = new VariableSupport(this);
  }

  /** A picture without a choice; in an alert rule a number. */
  override getDefaultQuery(app: CoreApp): Partial<KafkascopeQuery> {
    return isAlerting(app) ? { queryType: 'lag', by: 'group', instant: true } : { queryType: 'graph' };
  }

  override filterQuery(query: KafkascopeQuery): boolean {
    return query.hide !== true && query.queryType !== undefined;
  }

  /** @throws where filters cannot be obeyed */
  override applyTemplateVariables(
    query: KafkascopeQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = [],
  ): KafkascopeQuery {
    const templates = getTemplateSrv();
    const patterns = filterKeys
      .filter((key) => query[key] !== undefined)
      .map((key) => [key, interpolatedPattern(query[key] ?? '', scopedVars, templates)] as const);
    const asked: KafkascopeQuery = { ...query, ...Object.fromEntries(patterns) };
    if (query.cluster !== undefined) asked.cluster = interpolatedName(query.cluster, scopedVars, templates);
    return narrowed(asked, filters);
  }

  override query(request: DataQueryRequest<KafkascopeQuery>): Observable<DataQueryResponse> {
    // What filters throw becomes the answer.
    return defer(() => super.query(request)).pipe(
      map((response) => ({ ...response, data: framesOf(response).map((frame) => withGraphLinks(frame, this)) })),
    );
  }

  override getQueryDisplayText(query: KafkascopeQuery): string {
    return queryText(query);
  }

  override getTagKeys(): Promise<MetricFindValue[]> {
    return Promise.resolve(filterKeys.map((key) => ({ text: key })));
  }

  override async getTagValues({ key }: DataSourceGetTagValuesOptions<KafkascopeQuery>): Promise<MetricFindValue[]> {
    const list = ({ topic: 'topics', group: 'groups', producer: 'producers' } as const)[key];
    if (list === undefined) return [];
    const answer = await this.list(list, { limit: mostNames });
    return namesIn(list, answer).map((name) => ({ text: name, value: name }));
  }

  /** One of the exporter's lists, for pickers and variables; `filter` is a pattern. */
  async list<Name extends ListName>(
    name: Name,
    params: { cluster?: string; filter?: string; limit?: number } = {},
  ): Promise<Lists[Name]> {
    return this.getResource<Lists[Name]>(name, params, { showErrorAlert: false });
  }

  /** Names that contain the text, whatever their case. */
  async search(list: ListName, text: string, cluster: string, limit: number): Promise<string[]> {
    const answer = await this.list(list, {
      cluster: interpolatedName(cluster, {}, getTemplateSrv()),
      filter: search(text),
      limit,
    });
    return namesIn(list, answer);
  }

  /** The values that an alert rule would compare now. */
  async valuesNow(query: KafkascopeQuery, range: TimeRange = lastHour()): Promise<DataFrame[]> {
    const request: DataQueryRequest<KafkascopeQuery> = {
      requestId: `kafkascope-now-${query.refId}`,
      interval: '1m',
      intervalMs: 60_000,
      range,
      scopedVars: {},
      targets: [{ ...query, hide: false, instant: true }],
      timezone: 'browser',
      app: CoreApp.Unknown,
      startTime: Date.now(),
    };
    const response = await firstValueFrom(this.query(request));
    const [error] = response.errors ?? [];
    if (error !== undefined) throw new Error(error.message ?? error.data?.message ?? 'The query failed.');
    return framesOf(response);
  }
}

function framesOf({ data }: DataQueryResponse): DataFrame[] {
  return (data as unknown[]).map((one) => (isDataFrame(one) ? one : toDataFrame(one)));
}

function lastHour(): TimeRange {
  const [from, to] = [dateTime(Date.now() - hourMs), dateTime()];
  return { from, to, raw: { from, to } };
}
