import type { DataFrame, TimeRange } from '@grafana/data';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Input, RadioButtonGroup, Stack } from '@grafana/ui';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { DataSource } from '../datasource.ts';
import { firing } from '../firing.ts';
import type { Direction } from '../firing.ts';
import type { MetricQuery } from '../types.ts';

interface Props {
  readonly datasource: DataSource;
  readonly query: MetricQuery;
  readonly range: TimeRange | undefined;
}

const directions: { label: string; value: Direction }[] = [
  { label: 'above', value: 'above' },
  { label: 'below', value: 'below' },
];

/** Less of these is worse. */
const lowIsBad: readonly string[] = ['timeToLoss', 'diskFree', 'produceRate', 'consumeRate'];

/** Tries a threshold out on the values of now. The rule's own threshold is set in its condition. */
export function ThresholdHelp({ datasource, query, range }: Props): ReactElement {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Direction>();
  const direction = chosen ?? (lowIsBad.includes(query.queryType) ? 'below' : 'above');
  const threshold = typed.trim() === '' ? undefined : Number(typed);
  const sentence = useFiring(datasource, query, range, direction, threshold);
  const id = `kafkascope-threshold-${query.refId}`;

  return (
    <EditorRow>
      <EditorField
        label="Try a threshold"
        htmlFor={id}
        optional
        tooltip="Shows what a rule would do now. Enter the number in the rule's condition as well: here it is not kept."
      >
        <Stack alignItems="center" wrap="wrap">
          <RadioButtonGroup options={directions} value={direction} onChange={setChosen} />
          <Input
            id={id}
            type="number"
            width={16}
            value={typed}
            placeholder="a number"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <span role="status">{sentence}</span>
        </Stack>
      </EditorField>
    </EditorRow>
  );
}

type Answer = { readonly frames: readonly DataFrame[] } | { readonly problem: string };

/** Asks once for each query; another threshold is compared with the same values. */
function useFiring(
  datasource: DataSource,
  query: MetricQuery,
  range: TimeRange | undefined,
  direction: Direction,
  threshold: number | undefined,
): string {
  const [answer, setAnswer] = useState<{ readonly to: string; readonly is: Answer }>();
  const question = JSON.stringify([query, range]);
  const isAsked = threshold !== undefined;
  useEffect(() => {
    if (!isAsked) return undefined;
    let isWanted = true;
    const keep = (is: Answer): void => {
      if (isWanted) setAnswer({ to: question, is });
    };
    datasource.valuesNow(query, range).then(
      (frames) => keep({ frames }),
      (error: unknown) => keep({ problem: error instanceof Error ? error.message : 'The query failed.' }),
    );
    return () => {
      isWanted = false;
    };
    // `question` stands for query and range, which are new objects whenever Grafana renders.
  }, [datasource, question, isAsked]);

  if (threshold === undefined) return '';
  if (Number.isNaN(threshold)) return 'That is no number.';
  if (answer?.to !== question) return 'Asking …';
  return 'problem' in answer.is ? answer.is.problem : firing(answer.is.frames, direction, threshold);
}
