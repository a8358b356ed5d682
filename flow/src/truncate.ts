import { readable } from './readable.ts';

/** Measures in the page's own font without touching its layout. */
const context = typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d');
/** What a reader takes for one letter may be several, as a family of emoji is. */
const segmenter = new Intl.Segmenter();
const widths = new Map<string, number>();

/**
 * A text cut to a width in pixels, in its middle: names differ at their ends ('orders.v1', 'orders.v2').
 * @param font As CSS writes it: '600 14px system-ui'.
 */
export function truncate(name: string, width: number, font: string): string {
  const text = readable(name);
  if (measure(text, font) <= width) return text;
  const letters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  let [fits, tooMany] = [1, letters.length];
  while (tooMany - fits > 1) {
    const keep = Math.floor((fits + tooMany) / 2);
    if (measure(cut(letters, keep), font) <= width) fits = keep;
    else tooMany = keep;
  }
  return cut(letters, fits);
}

function cut(letters: readonly string[], keep: number): string {
  const head = Math.ceil(keep * 0.55);
  const tail = keep - head;
  return `${letters.slice(0, head).join('')}…${tail === 0 ? '' : letters.slice(-tail).join('')}`;
}

function measure(text: string, font: string): number {
  const key = `${font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (context !== null) context.font = font;
    width = context?.measureText(text).width ?? text.length * 8;
    if (widths.size > 5000) widths.clear();
    widths.set(key, width);
  }
  return width;
}
