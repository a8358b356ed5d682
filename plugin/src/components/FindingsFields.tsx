import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { MultiCombobox, RadioButtonGroup } from '@grafana/ui';
import type { Certainty, FindingKind } from '@kafkascope/exporter/api';
import type { ReactElement } from 'react';
import type { KafkascopeQuery } from '../types.ts';
import { LimitField } from './LimitField.tsx';

const kinds: { label: string; value: FindingKind; description: string }[] = [
  { label: 'Loss', value: 'loss', description: 'Records that are gone' },
  { label: 'Risk', value: 'risk', description: 'What may lead to a loss' },
  { label: 'Status', value: 'status', description: 'Groups that stand still or fall behind' },
  { label: 'Bottleneck', value: 'bottleneck', description: 'What holds others up' },
  { label: 'Breach', value: 'breach', description: 'Offsets that contradict each other' },
];
const certainties: { label: string; value: Certainty | 'all' }[] = [
  { label: 'All', value: 'all' },
  { label: 'Proved', value: 'proved' },
  { label: 'Suspected', value: 'suspected' },
];

interface Props {
  readonly id: (field: string) => string;
  readonly query: KafkascopeQuery;
  readonly change: (part: Partial<KafkascopeQuery>) => void;
}

export function FindingsFields({ id, query, change }: Props): ReactElement {
  const certainty: Certainty | 'all' = query.certainty ?? 'all';
  return (
    <EditorRow>
      <EditorField label="Kinds" htmlFor={id('kind')} optional>
        <MultiCombobox
          id={id('kind')}
          options={kinds}
          value={query.kind === undefined ? [] : [query.kind].flat()}
          placeholder="all"
          onChange={(chosen) => change({ kind: chosen.length === 0 ? undefined : chosen.map(({ value }) => value) })}
          width="auto"
          minWidth={24}
        />
      </EditorField>
      <EditorField label="Certainty">
        <RadioButtonGroup
          options={certainties}
          value={certainty}
          onChange={(chosen) => change({ certainty: chosen === 'all' ? undefined : chosen })}
        />
      </EditorField>
      <LimitField id={id('limit')} of="rows" query={query} change={change} />
    </EditorRow>
  );
}
