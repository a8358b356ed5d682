import { EditorField } from '@grafana/plugin-ui';
import type { ReactElement } from 'react';
import type { KafkascopeQuery } from '../types.ts';
import { CommittedInput } from './CommittedInput.tsx';

/** What is counted, and the exporter's own limits. */
const limits = {
  nodes: {
    usual: 200,
    most: 1000,
    tooltip: 'Above it the busiest and the unhealthy stay, and the rest is folded. Grafana draws more than 200 badly.',
  },
  rows: { usual: 1000, most: 10_000, tooltip: 'A notice at the panel says how many more there are.' },
} as const;

interface Props {
  readonly id: string;
  readonly of: keyof typeof limits;
  readonly query: KafkascopeQuery;
  readonly change: (part: Partial<KafkascopeQuery>) => void;
}

export function LimitField({ id, of, query, change }: Props): ReactElement {
  const { usual, most, tooltip } = limits[of];
  return (
    <EditorField label={`Most ${of}`} htmlFor={id} optional tooltip={tooltip}>
      <CommittedInput
        id={id}
        type="number"
        width={12}
        placeholder={String(usual)}
        value={query.limit?.toString() ?? ''}
        onCommit={(typed) => change({ limit: limitOf(typed, most) })}
      />
    </EditorField>
  );
}

function limitOf(text: string, most: number): number | undefined {
  const number = Math.round(Number(text));
  return text.trim() === '' || !Number.isFinite(number) ? undefined : Math.min(most, Math.max(1, number));
}
