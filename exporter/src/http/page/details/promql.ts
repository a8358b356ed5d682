/** A condition on a label: of one value it is equality, of several a pattern. */
export type Matchers = Readonly<Record<string, string | readonly string[]>>;

/** 'kafka_topic_partitions{topic="orders"}'; a label whose value is '' is left out. */
export function selector(metric: string, matchers: Matchers): string {
  const conditions = Object.entries(matchers).flatMap(([label, value]) => {
    if (typeof value === 'string') return value === '' ? [] : [`${label}=${quote(value)}`];
    const [only = ''] = value;
    return value.length === 1 ? [`${label}=${quote(only)}`] : [`${label}=~${quote(value.map(literal).join('|'))}`];
  });
  return conditions.length === 0 ? metric : `${metric}{${conditions.join(',')}}`;
}

/**
 * A string of PromQL. Letters that cannot be seen, or that turn the direction of what follows, are written as their
 * numbers: what a reader copies is what the reader saw.
 */
function quote(value: string): string {
  const escaped = value.replace(/["\\]/g, '\\$&').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** An RE2 pattern that matches a text as it stands. */
export function literal(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
