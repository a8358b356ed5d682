import { Input } from '@grafana/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';

interface Props {
  readonly id: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  readonly placeholder: string;
  readonly width: number;
  readonly type?: 'text' | 'number';
}

/** Takes what was typed when the person is done: on Enter, and on leaving the field. */
export function CommittedInput({ id, value, onCommit, placeholder, width, type = 'text' }: Props): ReactElement {
  const [typed, setTyped] = useState<string>();
  const commit = (): void => {
    if (typed !== undefined && typed !== value) onCommit(typed);
    setTyped(undefined);
  };
  return (
    <Input
      id={id}
      type={type}
      width={width}
      placeholder={placeholder}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={({ key }) => {
        if (key === 'Enter') commit();
      }}
    />
  );
}
