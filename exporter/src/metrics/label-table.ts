/** Label texts as bytes, made once and copied into every sample that carries them. */
export interface LabelTable {
  readonly bytes: Uint8Array;
  /** Text i: bytes[start[i] .. start[i + 1]). */
  readonly start: Uint32Array;
}

/** One label as the exposition writes it, without braces. Both formats escape values alike. */
export function label(name: string, value: string | number): string {
  return `${name}="${escaped(String(value))}"`;
}

/** Several labels, without braces; '' for none. */
export function labels(pairs: Readonly<Record<string, string | number>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => label(name, value))
    .join(',');
}

export function labelTable(texts: readonly string[]): LabelTable {
  const parts = texts.map((text) => Buffer.from(text));
  const start = new Uint32Array(texts.length + 1);
  parts.forEach((part, index) => (start[index + 1] = (start[index] ?? 0) + part.length));
  return { bytes: Buffer.concat(parts), start };
}

/** For each text of `table`, in order, `counts[i]` texts: itself with `,name="0"`, `,name="1"` and so on behind it. */
export function numberedTable(table: LabelTable, counts: readonly number[], name: string): LabelTable {
  const most = counts.reduce((highest, count) => Math.max(highest, count), 0);
  const endings = Array.from({ length: most }, (_, number) => Buffer.from(`,${label(name, number)}`));
  let total = 0;
  let size = 0;
  counts.forEach((count, index) => {
    total += count;
    size += count * ((table.start[index + 1] ?? NaN) - (table.start[index] ?? NaN));
    for (let number = 0; number < count; number++) size += endings[number]?.length ?? NaN;
  });
  const bytes = new Uint8Array(size);
  const start = new Uint32Array(total + 1);
  let at = 0;
  let entry = 0;
  counts.forEach((count, index) => {
    const text = table.bytes.subarray(table.start[index], table.start[index + 1]);
    for (const ending of endings.slice(0, count)) {
      bytes.set(text, at);
      bytes.set(ending, at + text.length);
      at += text.length + ending.length;
      start[++entry] = at;
    }
  });
  return { bytes, start };
}

function escaped(value: string): string {
  return /[\\"\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value;
}
