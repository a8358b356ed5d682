import type { QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { KafkascopeQuery } from '../types.ts';

const examples: readonly { title: string; text: string; query: Omit<KafkascopeQuery, 'refId'> }[] = [
  {
    title: 'Who produces and who consumes',
    text: 'The whole cluster as a picture. Name a topic or a group to see only what is connected with it.',
    query: { queryType: 'graph' },
  },
  {
    title: 'How far behind is each group',
    text: 'The age of the oldest record that a group has not read, over time.',
    query: { queryType: 'timeLag', by: 'group' },
  },
  {
    title: 'Which partition holds a group up',
    text: 'The lag of every partition now; sort the table by lag.',
    query: { queryType: 'lag', by: 'partition', instant: true },
  },
  {
    title: 'What will be lost soon',
    text: 'Until retention may delete a record that nobody has read yet.',
    query: { queryType: 'timeToLoss', by: 'topic', instant: true },
  },
  {
    title: 'What was lost',
    text: 'Losses that are proved, with their cause and what to do.',
    query: { queryType: 'findings', kind: 'loss', certainty: 'proved' },
  },
];

/** Examples that a click puts into the query. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<KafkascopeQuery>): ReactElement {
  return (
    <Stack direction="column" gap={2}>
      <Text>
        Every field may stay empty. Topic, group and producer take a name from the list, a regular expression (RE2,
        found anywhere in a name), or a variable such as $topic.
      </Text>
      {examples.map(({ title, text, query }) => (
        <Stack key={title} direction="column" gap={0.5} alignItems="flex-start">
          <Button variant="secondary" size="sm" onClick={() => onClickExample({ refId: 'A', ...query })}>
            {title}
          </Button>
          <Text color="secondary">{text}</Text>
        </Stack>
      ))}
    </Stack>
  );
}
