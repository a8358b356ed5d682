import { shownName } from '@kafkascope/flow';
import type { Graph } from '../../api.ts';
import { createHistorySection } from './details/history-section.ts';
import { loadDetails } from './details/load-details.ts';
import { recipesSection } from './details/recipes-section.ts';
import type { Subject } from './details/subject.ts';
import { element } from './element.ts';
import { Refused } from './fetch-json.ts';
import { healthText } from './health.ts';
import { morph } from './morph.ts';
import { term } from './term.ts';

export interface DetailsPanel {
  /** Shows at once what is known of a node or an edge, or nothing. */
  open(subject: Subject | undefined, graph: Graph): void;
  /** Opens, and fetches the details anew. */
  show(subject: Subject | undefined, graph: Graph, signal: AbortSignal): Promise<void>;
}

/**
 * The panel at the side.
 * @param choose is told the id of another node that the reader wants to see; undefined closes the panel.
 * @param openMore is told the id of a node that is to be replaced by what it stands for.
 */
export function createDetailsPanel(
  panel: HTMLElement,
  choose: (id: string | undefined) => void,
  openMore: (id: string) => void,
): DetailsPanel {
  /** The first and third are made equal to what each refresh brings; the others stay as long as their subject. */
  const [top, history, about, recipes] = [element('div'), element('div'), element('div'), element('div')];
  const charts = createHistorySection(history);
  let shown: string | undefined;
  /** Whether the details that are shown are those of the subject. */
  let isLoaded = false;
  panel.append(top, history, about, recipes);

  panel.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest('.close') !== null) choose(undefined);
    const more = target.closest<HTMLElement>('[data-more]')?.dataset.more;
    if (more !== undefined) openMore(more);
    const link = target.closest<HTMLElement>('[data-node]');
    if (link !== null) choose(link.dataset.node);
  });

  function open(subject: Subject | undefined, graph: Graph): void {
    panel.hidden = subject === undefined;
    const isNew = shown !== subject?.id;
    shown = subject?.id;
    if (isNew) charts.clear();
    if (subject === undefined) return;
    panel.dataset.kind = subject.kind;
    morph(top, [heading(subject)]);
    if (!isNew) return;
    isLoaded = false;
    about.replaceChildren(element('p', { class: 'note' }, '…'));
    recipes.replaceChildren(...recipesSection(subject, graph.cluster));
    panel.scrollTop = 0;
  }

  return {
    open,
    async show(subject, graph, signal) {
      open(subject, graph);
      if (subject === undefined) return;
      const [details] = await Promise.all([
        loadDetails(subject, graph, signal).catch((error: unknown) =>
          mayKeep(error) ? undefined : problemNote(error),
        ),
        // What is missing here is told by the rest of the page.
        charts.show(subject, graph, signal).catch(() => undefined),
      ]);
      if (signal.aborted || shown !== subject.id || details === undefined) return;
      morph(about, details);
      isLoaded = true;
    },
  };

  /** While nobody answers, what was known last is worth more than that. */
  function mayKeep(error: unknown): boolean {
    return isLoaded && !(error instanceof Refused && error.status < 500);
  }
}

function problemNote(error: unknown): HTMLElement[] {
  return [element('p', { class: 'note' }, error instanceof Error ? error.message : String(error))];
}

function heading(subject: Subject): HTMLElement {
  const close = element('button', { type: 'button', class: 'close', title: 'Close (Esc)', 'aria-label': 'Close' }, '✕');
  return element(
    'div',
    { class: 'heading' },
    element('p', { class: 'kind' }, term(subject.kind === 'more' ? 'folded' : subject.kind)),
    element('h2', {}, shownName(subject.title)),
    element('p', { class: 'subtitle' }, subject.subtitle),
    ...judgement(subject),
    close,
  );
}

/** The sign, the word and the sentence of what is judged. */
function judgement({ status = 'unknown', reason = '' }: Subject): HTMLElement[] {
  const word = healthText(status);
  if (word === '' && reason === '') return [];
  return [element('p', { class: `judgement ${status}` }, [word, reason].filter((part) => part !== '').join(': '))];
}
