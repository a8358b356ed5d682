import type { Flow } from '@kafkascope/flow';
import { byId } from './element.ts';
import { counted } from './numbers.ts';

export interface Search {
  /**
   * Brings out what the text finds; called after each refresh.
   * @param unnamed How many names are not among those that it looks through.
   */
  show(text: string, unnamed: number): void;
}

/**
 * The box that lets names stand out; Enter goes from one to the next.
 * @param change is told what the reader seeks.
 * @param choose is told the node that the reader has come to.
 */
export function createSearch(flow: Flow, change: (text: string) => void, choose: (id: string) => void): Search {
  const input = byId('find-text', HTMLInputElement);
  const count = byId('find-count', HTMLElement);
  let found: readonly string[] = [];
  let at = -1;
  let missing = 0;

  input.addEventListener('input', () => {
    at = -1;
    change(input.value.trim());
  });
  byId('find', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    at = found.length === 0 ? -1 : (at + 1) % found.length;
    const id = found[at];
    if (id === undefined) return;
    choose(id);
    flow.reveal(id);
    tell();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });

  function tell(): void {
    const none = missing === 0 ? '0 cards' : 'none drawn, try the filter';
    const number =
      found.length === 0
        ? none
        : at === -1
          ? counted(found.length, 'card')
          : `${String(at + 1)} of ${String(found.length)}`;
    count.textContent = input.value.trim() === '' ? '' : number;
  }

  return {
    show(text, unnamed) {
      missing = unnamed;
      if (document.activeElement !== input) input.value = text;
      found = flow.find(text);
      tell();
    },
  };
}
