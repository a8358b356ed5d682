import type { ClusterSummary } from '../../api.ts';
import { filterKinds, type Address } from './address.ts';
import { byId, element } from './element.ts';

const typingMs = 300;

/** The parts of the page with which a reader says what to show. */
export interface Controls {
  /** Makes them say what the address says. */
  show(address: Address): void;
  showClusters(clusters: readonly ClusterSummary[], address: Address): void;
  /** Why the filter cannot be used; '' when it can. */
  showFilterProblem(problem: string): void;
}

/** @param change is told what the reader changed. */
export function createControls(change: (to: Partial<Address>) => void): Controls {
  const views = byId('views', HTMLElement);
  const kind = byId('filter-kind', HTMLSelectElement);
  const text = byId('filter-text', HTMLInputElement);
  const problem = byId('filter-problem', HTMLElement);
  const picker = byId('cluster-picker', HTMLSelectElement);
  const name = byId('cluster-name', HTMLElement);
  const collapse = byId('collapse', HTMLButtonElement);
  const help = byId('help', HTMLDialogElement);
  const forms = byId('forms', HTMLElement);
  const [viewButtons, formButtons] = [views, forms].map((group) => [...group.querySelectorAll('button')]);
  let typing: ReturnType<typeof setTimeout> | undefined;

  const applyFilter = (): void => {
    clearTimeout(typing);
    change({ filterKind: filterKinds.find((each) => each === kind.value) ?? 'topic', filter: text.value.trim() });
  };
  text.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(applyFilter, typingMs);
  });
  kind.addEventListener('change', applyFilter);
  byId('filter', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    applyFilter();
  });
  views.addEventListener('click', ({ target }) => {
    const view = target instanceof HTMLElement ? target.dataset.view : undefined;
    if (view === 'flow' || view === 'brokers' || view === 'members') change({ view });
  });
  collapse.addEventListener('click', () => {
    change({ apart: collapse.getAttribute('aria-pressed') === 'true' ? undefined : [] });
  });
  forms.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) change({ asTable: target.dataset.form === 'table' });
  });
  picker.addEventListener('change', () => {
    change({ cluster: picker.value, node: '' });
  });
  byId('help-button', HTMLElement).addEventListener('click', () => {
    help.showModal();
  });

  return {
    show(address) {
      for (const button of viewButtons ?? []) press(button, button.dataset.view === address.view);
      for (const button of formButtons ?? []) press(button, (button.dataset.form === 'table') === address.asTable);
      press(collapse, address.apart !== undefined);
      kind.value = address.filterKind;
      // Not while the reader types.
      if (document.activeElement !== text) text.value = address.filter;
      const query = address.cluster === '' ? '' : `?cluster=${encodeURIComponent(address.cluster)}`;
      for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-list]')) link.search = query;
    },
    showClusters(clusters, { cluster }) {
      const shown = cluster === '' ? clusters[0]?.cluster : cluster;
      picker.hidden = clusters.length < 2;
      name.hidden = !picker.hidden;
      name.textContent = shown ?? '';
      const names = clusters.map((each) => each.cluster);
      if (names.join('\n') !== [...picker.options].map(({ value }) => value).join('\n')) {
        picker.replaceChildren(...names.map((each) => element('option', { value: each }, each)));
      }
      picker.value = shown ?? '';
    },
    showFilterProblem(text) {
      problem.textContent = text;
    },
  };
}

function press(button: HTMLButtonElement, isPressed: boolean): void {
  button.setAttribute('aria-pressed', String(isPressed));
}
