import { formatRate } from '@kafkascope/flow';
import type { Graph } from '../../../api.ts';
import { element } from '../element.ts';
import { nodeLink, table } from '../table.ts';
import type { Subject } from './subject.ts';

/** What a producer or an application writes, as far as the picture shows it. */
export function writerDetails(node: Subject, { nodes, edges }: Graph): HTMLElement[] {
  const titles = new Map(nodes.map(({ id, title }) => [id, title]));
  const written = edges.filter(({ kind, source }) => kind === 'produces' && source === node.id);
  const note =
    node.id === 'producer:?'
      ? [
          element(
            'p',
            { class: 'note' },
            'Kafka does not keep who writes. With --collector.producers the exporter asks the brokers, with ',
            '--collector.headers it looks at the headers of records, and what nobody tells can be declared ',
            '(--topology.file).',
          ),
        ]
      : [];
  const heading = element('h3', {}, 'Writes into');
  if (written.length === 0) return [...note, heading, element('p', { class: 'note' }, 'Nothing that is shown here.')];
  const rows = written.map(({ target, recordsPerSecond }) => [
    nodeLink(target, titles.get(target) ?? target),
    recordsPerSecond === null ? 'not known' : formatRate(recordsPerSecond),
  ]);
  return [...note, heading, table('Writes into', [{ title: 'Topic' }, { title: 'Rate', numeric: true }], rows)];
}
