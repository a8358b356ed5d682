import type { Graph } from '../../api.ts';
import { byId, element } from './element.ts';
import { morph } from './morph.ts';

export interface EmptyState {
  show(graph: Graph, filter: string): void;
}

/** Says why there is nothing to see, instead of showing nothing. */
export function createEmptyState(clearFilter: () => void): EmptyState {
  const empty = byId('empty', HTMLElement);
  empty.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) clearFilter();
  });
  return {
    show({ nodes }, filter) {
      // What is declared is drawn before there is a topic for it.
      const something = nodes.some(({ kind }) => kind !== 'producer' && kind !== 'application');
      empty.hidden = something || (filter !== '' && nodes.length > 0);
      if (empty.hidden) return;
      const paragraph = (text: string): HTMLElement => element('p', {}, text);
      if (filter === '') {
        morph(empty, [
          element('h2', {}, 'Nothing flows here yet'),
          paragraph('This cluster has no topics and no consumer groups that the exporter may see.'),
          paragraph(
            'Send a record to a topic, and it appears here by itself. If there are topics, the exporter may lack the ' +
              'right to describe them, or its topic and group filters leave them out.',
          ),
        ]);
        return;
      }
      morph(empty, [
        element('h2', {}, 'Nothing matches'),
        paragraph(`No name matches “${filter}”.`),
        element('button', { type: 'button' }, 'Show everything'),
      ]);
    },
  };
}
