import type { QueryEditorProps } from '@grafana/data';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Alert, Combobox, RadioButtonGroup } from '@grafana/ui';
import type { ReactElement } from 'react';
import { isAlerting } from '../datasource.ts';
import type { DataSource } from '../datasource.ts';
import { alertTypes, byOf, changedTo, infoOf, isMetricQuery, queryTypes } from '../query-types.ts';
import type { QueryTypeInfo } from '../query-types.ts';
import type { KafkascopeOptions, KafkascopeQuery, ListName, QueryBy } from '../types.ts';
import { FindingsFields } from './FindingsFields.tsx';
import { GraphFields } from './GraphFields.tsx';
import { LimitField } from './LimitField.tsx';
import { NamePicker } from './NamePicker.tsx';
import { ThresholdHelp } from './ThresholdHelp.tsx';

type Props = QueryEditorProps<DataSource, KafkascopeQuery, KafkascopeOptions>;

const filterLists = {
  topic: { label: 'Topic', list: 'topics' },
  group: { label: 'Group', list: 'groups' },
  producer: { label: 'Producer', list: 'producers' },
} as const satisfies Record<string, { label: string; list: ListName }>;

const byLabels: Readonly<Record<QueryBy, string>> = {
  group: 'group',
  topic: 'topic',
  partition: 'partition',
  all: 'all together',
};

const spans = [
  { label: 'over time', value: false },
  { label: 'now', value: true },
];

/** What to ask, of which cluster, about which topics and groups. Every field may be left empty. */
export function QueryEditor({ datasource, query, onChange, onRunQuery, app, range }: Props): ReactElement {
  const forAlert = isAlerting(app);
  const types = forAlert ? alertTypes : queryTypes;
  const info = infoOf(query.queryType);
  const id = (field: string): string => `kafkascope-${field}-${query.refId}`;
  const change = (part: Partial<KafkascopeQuery>): void => {
    onChange({ ...query, ...part });
    onRunQuery();
  };

  return (
    <EditorRows>
      <EditorRow>
        <EditorField label="Show" htmlFor={id('type')}>
          <Combobox
            id={id('type')}
            options={types.map(({ value, label, description }) => ({ value, label, description }))}
            value={query.queryType ?? null}
            placeholder="Choose"
            onChange={({ value }) => change({ ...changedTo(value, query), ...(forAlert ? { instant: true } : {}) })}
            width="auto"
            minWidth={20}
          />
        </EditorField>
        <EditorField
          label="Cluster"
          htmlFor={id('cluster')}
          optional
          tooltip="The exporter's first cluster without it."
        >
          <NamePicker
            id={id('cluster')}
            datasource={datasource}
            list="clusters"
            cluster=""
            value={query.cluster}
            onChange={(cluster) => change({ cluster })}
            placeholder="first"
            plainNames
          />
        </EditorField>
        {info?.filters.map((key) => (
          <EditorField
            key={key}
            label={filterLists[key].label}
            htmlFor={id(key)}
            optional
            tooltip="Choose a name, or type a regular expression or a variable, like ^orders or $topic."
          >
            <NamePicker
              id={id(key)}
              datasource={datasource}
              list={filterLists[key].list}
              cluster={query.cluster ?? ''}
              value={query[key]}
              onChange={(value) => change({ [key]: value })}
              placeholder="all"
            />
          </EditorField>
        ))}
      </EditorRow>
      {info !== undefined && isMetricQuery(query) && (info.by.length > 0 || !forAlert) && (
        <MetricFields query={query} info={info} forAlert={forAlert} change={change} />
      )}
      {query.queryType === 'graph' && !forAlert && <GraphFields id={id} query={query} change={change} />}
      {query.queryType === 'findings' && <FindingsFields id={id} query={query} change={change} />}
      {info?.hasRows === true && (
        <EditorRow>
          <LimitField id={id('limit')} of="rows" query={query} change={change} />
        </EditorRow>
      )}
      {forAlert && isMetricQuery(query) && <ThresholdHelp datasource={datasource} query={query} range={range} />}
      <Problem query={query} info={info} forAlert={forAlert} />
    </EditorRows>
  );
}

interface MetricFieldsProps {
  readonly query: KafkascopeQuery;
  readonly info: QueryTypeInfo;
  readonly forAlert: boolean;
  readonly change: (part: Partial<KafkascopeQuery>) => void;
}

function MetricFields({ query, info, forAlert, change }: MetricFieldsProps): ReactElement {
  return (
    <EditorRow>
      {info.by.length > 0 && (
        <EditorField
          label="By"
          tooltip="One row or series for each; by topic: for each group in each topic. All together is one number: a sum, or the worst."
        >
          <RadioButtonGroup
            options={info.by.map((value) => ({ value, label: byLabels[value] }))}
            value={byOf(query, info)}
            onChange={(by) => change({ by })}
          />
        </EditorField>
      )}
      {!forAlert && (
        <EditorField label="Values" tooltip="A line for each, or a table of the newest values.">
          <RadioButtonGroup
            options={spans}
            value={query.instant ?? false}
            onChange={(instant) => change({ instant })}
          />
        </EditorField>
      )}
    </EditorRow>
  );
}

/** What a query asks that cannot be answered here. */
function Problem({
  query: { queryType, instant },
  info,
  forAlert,
}: Pick<MetricFieldsProps, 'query' | 'forAlert'> & { readonly info: QueryTypeInfo | undefined }): ReactElement | null {
  if (queryType === undefined) return null;
  if (info === undefined) {
    return (
      <Alert severity="warning" title={`This version of the plugin does not know the query type "${queryType}".`}>
        Choose another one, or update the plugin.
      </Alert>
    );
  }
  if (forAlert && !alertTypes.some(({ value }) => value === queryType)) {
    return (
      <Alert severity="error" title={`An alert rule cannot compare "${info.label}" with a threshold.`}>
        Choose lag, time lag, time to loss, lost records, status, a rate or free disk space.
      </Alert>
    );
  }
  if (forAlert && instant !== true) {
    return (
      <Alert severity="info" title="This query answers with values over time.">
        Add a reduce expression to the rule, or choose what to show again for one value each.
      </Alert>
    );
  }
  return null;
}
