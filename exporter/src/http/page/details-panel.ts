import type { Graph } from '../../api.ts';
import { loadDetails } from './details/load-details.ts';
import type { Subject } from './details/subject.ts';
import { element } from './element.ts';
import { healthText } from './health.ts';
import { morph } from './morph.ts';

export interface DetailsPanel {
  /** Shows a node, or nothing; fetches its details anew. */
  show(node: Subject | undefined, graph: Graph, cluster: string, signal: AbortSignal): Promise<void>;
}

/**
 * The panel at the side.
 * @param choose is told the id of another node that the reader wants to see; undefined closes the panel.
 */
export function createDetailsPanel(panel: HTMLElement, choose: (id: string | undefined) => void): DetailsPanel {
  let shown: string | undefined;

  panel.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest('.close') !== null) choose(undefined);
    const link = target.closest<HTMLElement>('[data-node]');
    if (link !== null) choose(link.dataset.node);
  });

  return {
    async show(node, graph, cluster, signal) {
      if (node === undefined) {
        panel.hidden = true;
        shown = undefined;
        return;
      }
      const isNew = shown !== node.id;
      shown = node.id;
      panel.hidden = false;
      panel.dataset.kind = node.kind;
      if (isNew) {
        morph(panel, [heading(node), element('p', { class: 'note' }, '…')]);
        panel.scrollTop = 0;
      }
      const details = await loadDetails(node, graph, cluster, signal).catch((error: unknown) => [
        element('p', { class: 'note' }, error instanceof Error ? error.message : String(error)),
      ]);
      if (!signal.aborted && shown === node.id) morph(panel, [heading(node), ...details]);
    },
  };
}

function heading(node: Subject): HTMLElement {
  const close = element('button', { type: 'button', class: 'close', title: 'Close (Esc)', 'aria-label': 'Close' }, '✕');
  return element(
    'div',
    { class: 'heading' },
    element('p', { class: 'kind' }, node.kind === 'more' ? 'folded' : node.kind),
    element('h2', {}, node.title),
    element('p', { class: 'subtitle' }, node.subtitle),
    ...judgement(node),
    close,
  );
}

/** The sign, the word and the sentence of a node that is judged. */
function judgement({ status = 'unknown', reason = '' }: Subject): HTMLElement[] {
  const word = healthText(status);
  if (word === '' && reason === '') return [];
  return [element('p', { class: `judgement ${status}` }, [word, reason].filter((part) => part !== '').join(': '))];
}
