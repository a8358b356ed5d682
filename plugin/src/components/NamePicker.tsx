import { getTemplateSrv } from '@grafana/runtime';
import { Combobox } from '@grafana/ui';
import type { ComboboxOption } from '@grafana/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { DataSource } from '../datasource.ts';
import { exactly, nameOf } from '../patterns.ts';
import type { ListName } from '../types.ts';

/** More are found by typing. */
const mostOptions = 100;

interface Props {
  readonly id: string;
  readonly datasource: DataSource;
  readonly list: ListName;
  readonly cluster: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly placeholder: string;
  /** Keep a chosen name as it is, where no pattern is wanted. */
  readonly plainNames?: boolean;
}

/** Finds names in the exporter's lists while a person types; takes a pattern or a variable as well. */
export function NamePicker({
  id,
  datasource,
  list,
  cluster,
  value,
  onChange,
  placeholder,
  plainNames = false,
}: Props): ReactElement {
  const [problem, setProblem] = useState<string>();

  const options = async (typed: string): Promise<ComboboxOption[]> => {
    const variables = getTemplateSrv()
      .getVariables()
      .map(({ name }) => `$${name}`)
      .filter((name) => name.includes(typed))
      .map((name) => ({ value: name, description: 'Variable' }));
    try {
      const names = await datasource.search(list, typed, cluster, mostOptions);
      setProblem(undefined);
      const found = names
        .filter((name) => name !== '')
        .map((name) => ({ label: name, value: plainNames ? name : exactly(name) }));
      return [...variables, ...found];
    } catch (error) {
      // Whoever knows the name can go on.
      setProblem(sentenceOf(error));
      return variables;
    }
  };

  return (
    <div title={problem}>
      <Combobox
        id={id}
        options={options}
        value={
          value === undefined || value === '' ? null : { value, label: plainNames ? value : (nameOf(value) ?? value) }
        }
        onChange={(option) => onChange(option?.value.trim() === '' ? undefined : option?.value.trim())}
        isClearable
        createCustomValue
        customValueDescription={plainNames ? 'Use this name' : 'Use as a regular expression'}
        placeholder={placeholder}
        invalid={problem !== undefined}
        width="auto"
        minWidth={24}
        maxWidth={48}
      />
    </div>
  );
}

/** Grafana rejects with its own kind of error: the back end's sentence is in its data. */
function sentenceOf(error: unknown): string {
  const { data, message } = error as { data?: { message?: string }; message?: string };
  return data?.message ?? message ?? 'The list could not be read.';
}
