import { formatLag } from '@kafkascope/flow';
import type { Graph } from '../../../api.ts';
import { limits } from '../address.ts';
import { element } from '../element.ts';
import { healthText } from '../health.ts';
import { nodeLink, omittedNote, table } from '../table.ts';

/** What a card stands for, and the button that shows each. */
export function moreDetails(id: string, { nodes }: Graph): HTMLElement[] {
  const { inside = [], folded = {} } = nodes.find((node) => node.id === id) ?? {};
  const total = Object.values(folded).reduce((sum, number) => sum + number, 0);
  // No picture has more cards than these.
  const isLast = /^more:\d+$/.test(id) && nodes.length >= Math.max(...limits);
  const rows = inside.map((node) => [
    nodeLink(node.id, node.title),
    healthText(node.status) === '' ? '–' : healthText(node.status),
    node.lag === null ? '–' : formatLag(node.lag),
  ]);
  return [
    element('p', { class: 'note' }, 'One card in place of several, with the sums of their rates and lags.'),
    ...(isLast ? [] : [element('button', { type: 'button', class: 'open', 'data-more': id }, 'Draw them apart')]),
    element('h3', {}, 'Stands for'),
    table('Stands for', [{ title: 'Name' }, { title: 'Status' }, { title: 'Lag', numeric: true }], rows),
    ...omittedNote(total - inside.length, 'that the filter finds'),
  ];
}
