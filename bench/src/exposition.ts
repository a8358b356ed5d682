/** Reads single values out of Prometheus' text format without parsing all of it: an answer has some 20 MB. */

/** Value of the only sample of this name, or of the one with exactly these labels; undefined when there is none. */
export function valueOf(text: string, name: string, labels = ''): number | undefined {
  const start = `\n${name}${labels} `;
  const at = text.startsWith(start.slice(1)) ? 0 : text.indexOf(start) + 1;
  if (at === 0 && !text.startsWith(start.slice(1))) return undefined;
  const from = at + start.length - 1;
  const to = text.indexOf('\n', from);
  return Number((to === -1 ? text.slice(from) : text.slice(from, to)).split(' ')[0]);
}

/** Like valueOf, for a sample that has to be there. */
export function requiredValueOf(text: string, name: string): number {
  const value = valueOf(text, name);
  if (value === undefined) throw new Error(`the answer has no sample ${name}`);
  return value;
}

/** Sums of a family's samples by the value of one label. */
export function sumsBy(text: string, name: string, label: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const pattern = new RegExp(`^${name}\\{[^}]*\\b${label}="([^"]*)"[^}]*\\} (\\S+)`, 'gm');
  for (const [, value = '', number = ''] of text.matchAll(pattern)) {
    sums.set(value, (sums.get(value) ?? 0) + Number(number));
  }
  return sums;
}

/** Lines that carry a sample. */
export function countSamples(text: string): number {
  let samples = 0;
  for (let from = 0; from < text.length;) {
    const to = text.indexOf('\n', from);
    const end = to === -1 ? text.length : to;
    if (end > from && text[from] !== '#') samples++;
    from = end + 1;
  }
  return samples;
}
