import { shownName } from '@kafkascope/flow';
import { element } from './element.ts';
import { term } from './term.ts';

export interface Column {
  readonly title: string;
  /** What the heading means, for who meets Kafka for the first time. */
  readonly meaning?: string;
  readonly numeric?: boolean;
}

/** @param label What it holds, for who cannot see the heading above it. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const look = ({ numeric }: Column): Record<string, string> => (numeric === true ? { class: 'number' } : {});
  const head = columns.map((column) => {
    return element('th', { scope: 'col', ...look(column) }, term(column.title, column.meaning));
  });
  const body = rows.map((row) =>
    element('tr', {}, ...columns.map((column, i) => element('td', look(column), row[i] ?? ''))),
  );
  const whole = element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body));
  // Where it is too wide it is scrolled, also from the keyboard.
  return element('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': label }, whole);
}

/** Facts in two columns; those whose value is '' are left out. */
export function facts(pairs: readonly (readonly [name: string, value: Node | string])[]): HTMLElement {
  const shown = pairs.filter(([, value]) => value !== '');
  return element(
    'dl',
    {},
    ...shown.flatMap(([name, value]) => [element('dt', {}, term(name)), element('dd', {}, value)]),
  );
}

/** A button that opens the details of another node. */
export function nodeLink(id: string, text: string): HTMLElement {
  return element('button', { type: 'button', class: 'link', 'data-node': id }, shownName(text));
}

/** A note on what a table leaves out; nothing when it is whole. */
export function omittedNote(omitted: number, what: string): HTMLElement[] {
  return omitted === 0 ? [] : [element('p', { class: 'note' }, `… and ${String(omitted)} more ${what}.`)];
}
