import type { QueryEditorProps } from '@grafana/data';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { DataSource } from '../datasource.ts';
import type { KafkascopeOptions, KafkascopeQuery, KafkascopeVariableQuery, ListName } from '../types.ts';
import { CommittedInput } from './CommittedInput.tsx';
import { NamePicker } from './NamePicker.tsx';

type Props = QueryEditorProps<DataSource, KafkascopeQuery, KafkascopeOptions, KafkascopeVariableQuery>;

const lists: { label: string; value: ListName }[] = [
  { label: 'Topics', value: 'topics' },
  { label: 'Groups', value: 'groups' },
  { label: 'Producers', value: 'producers' },
  { label: 'Brokers', value: 'brokers' },
  { label: 'Clusters', value: 'clusters' },
];
const filtered: readonly ListName[] = ['topics', 'groups', 'producers'];

/** Which names a variable of a dashboard can have. */
export function VariableQueryEditor({ datasource, query, onChange }: Props): ReactElement {
  const { list = 'topics' } = query;
  const change = (part: Partial<KafkascopeVariableQuery>): void => {
    // Grafana keeps a variable's query as it is, and shows nothing for one without a refId.
    onChange({ ...query, refId: query.refId === '' ? 'variable' : query.refId, list, ...part });
  };
  return (
    <EditorRows>
      <EditorRow>
        <EditorField label="Names of" htmlFor="kafkascope-variable-list">
          <Combobox
            id="kafkascope-variable-list"
            options={lists}
            value={list}
            onChange={({ value }) => change({ list: value })}
            width="auto"
            minWidth={16}
          />
        </EditorField>
        {list !== 'clusters' && (
          <EditorField label="Cluster" htmlFor="kafkascope-variable-cluster" optional>
            <NamePicker
              id="kafkascope-variable-cluster"
              datasource={datasource}
              list="clusters"
              cluster=""
              value={query.cluster}
              onChange={(cluster) => change({ cluster })}
              placeholder="first"
              plainNames
            />
          </EditorField>
        )}
        {filtered.includes(list) && (
          <EditorField
            label="Filter"
            htmlFor="kafkascope-variable-filter"
            optional
            tooltip="A regular expression, found anywhere in a name: ^ocean\. or $prefix."
          >
            <CommittedInput
              id="kafkascope-variable-filter"
              width={30}
              placeholder="all"
              value={query.filter ?? ''}
              onCommit={(filter) => change({ filter })}
            />
          </EditorField>
        )}
      </EditorRow>
    </EditorRows>
  );
}
