import type { Frame, ProducerSummary } from '../api.ts';
import { frame, stringColumn } from './frame.ts';

export function producersFrame(producers: readonly ProducerSummary[]): Frame {
  return frame(
    'producers',
    [
      stringColumn(
        'Producer',
        producers.map(({ producer }) => producer),
      ),
      stringColumn(
        'Kind',
        producers.map(({ kind }) => kind),
      ),
      stringColumn(
        'Topics',
        producers.map(({ topics }) => topics.join(', ')),
      ),
      stringColumn(
        'Known from',
        producers.map(({ evidence }) => evidence.join(', ')),
      ),
    ],
    { type: 'table', preferredVisualisationType: 'table' },
  );
}
