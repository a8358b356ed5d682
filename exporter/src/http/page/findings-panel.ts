import type { ClusterSummary, FindingSummary } from '../../api.ts';
import { attentionFor, needAttention } from './attention.ts';
import { byId, element } from './element.ts';
import { findingRow } from './finding-row.ts';
import { morph } from './morph.ts';

export interface FindingsPanel {
  show(cluster: ClusterSummary, findings: readonly FindingSummary[]): void;
}

/** So many are read by nobody; the rest is in the API. */
const mostRows = 50;

/**
 * The sentence on top, and under it the findings: open from the start when something needs attention, and from then
 * on as the reader leaves it.
 * @param choose is told the id of a node that the reader wants to see.
 */
export function createFindingsPanel(choose: (id: string) => void): FindingsPanel {
  const panel = byId('findings', HTMLDetailsElement);
  const sentence = byId('sentence', HTMLElement);
  const list = byId('finding-list', HTMLElement);
  let isFirst = true;
  list.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLElement>('[data-node]') : null;
    if (link?.dataset.node !== undefined) choose(link.dataset.node);
  });
  return {
    show(cluster, findings) {
      const attention = attentionFor(cluster, findings);
      panel.hidden = attention.sentence === '';
      panel.dataset.health = attention.health;
      morph(sentence, [
        element('span', { class: 'mark', 'aria-hidden': 'true' }, attention.mark),
        element('span', { role: 'status' }, ` ${attention.sentence}`),
      ]);
      // What is over stands below what is not, however new it is.
      const shown = [
        ...findings.filter(({ end }) => end === null),
        ...findings.filter(({ end }) => end !== null),
      ].slice(0, mostRows);
      const rows = shown.map((finding) => findingRow(finding, Date.now()));
      morph(
        list,
        rows.length > 0 ? rows : [element('li', { class: 'note' }, 'Nothing was noticed in the last 24 hours.')],
      );
      if (isFirst) panel.open = needAttention(findings).length > 0;
      isFirst = false;
    },
  };
}
