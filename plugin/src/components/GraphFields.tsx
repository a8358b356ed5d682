import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';
import type { GraphView } from '@kafkascope/exporter/api';
import type { ReactElement } from 'react';
import type { KafkascopeQuery } from '../types.ts';
import { CommittedInput } from './CommittedInput.tsx';

const views: { label: string; value: GraphView; description: string }[] = [
  { label: 'Flow', value: 'flow', description: 'Producers, topics and consumer groups' },
  { label: 'Brokers', value: 'brokers', description: 'Who leads and replicates which topic' },
  { label: 'Members', value: 'members', description: 'Members of groups and what they are assigned' },
];
const mostNodes = 1000;

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
      <EditorField
        label="Most nodes"
        htmlFor={id('limit')}
        optional
        tooltip="Above it the busiest and the unhealthy stay, and the rest is folded. 200 without it; Grafana draws no more well."
      >
        <CommittedInput
          id={id('limit')}
          type="number"
          width={12}
          placeholder="200"
          value={query.limit?.toString() ?? ''}
          onCommit={(limit) => change({ limit: limitOf(limit) })}
        />
      </EditorField>
    </EditorRow>
  );
}

function limitOf(text: string): number | undefined {
  const number = Math.round(Number(text));
  return text.trim() === '' || !Number.isFinite(number) ? undefined : Math.min(mostNodes, Math.max(1, number));
}
