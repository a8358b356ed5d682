import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';
import type { GraphView } from '@kafkascope/exporter/api';
import type { ReactElement } from 'react';
import type { KafkascopeQuery } from '../types.ts';
import { LimitField } from './LimitField.tsx';

const views: { label: string; value: GraphView; description: string }[] = [
  { label: 'Flow', value: 'flow', description: 'Producers, topics and consumer groups' },
  { label: 'Brokers', value: 'brokers', description: 'Who leads and replicates which topic' },
  { label: 'Members', value: 'members', description: 'Members of groups and what they are assigned' },
];

interface Props {
  readonly id: (field: string) => string;
  readonly query: KafkascopeQuery;
  readonly change: (part: Partial<KafkascopeQuery>) => void;
}

export function GraphFields({ id, query, change }: Props): ReactElement {
  return (
    <EditorRow>
      <EditorField label="View">
        <RadioButtonGroup options={views} value={query.view ?? 'flow'} onChange={(view) => change({ view })} />
      </EditorField>
      <LimitField id={id('limit')} of="nodes" query={query} change={change} />
    </EditorRow>
  );
}
