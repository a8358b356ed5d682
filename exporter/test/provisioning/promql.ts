/** A metric that an expression names, and the labels that it asks of it in braces. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

const keywords = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'by', 'without']);

/** All metrics that a PromQL expression names. What expressions of ours do not use ({__name__=…}) is not understood. */
export function selectorsIn(expression: string): Selector[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return Array.from(
    bare.matchAll(/(?<![\w:$.])([a-zA-Z_:][\w:]*)(?![\w:]|\s*\()\s*(?:\{([^}]*)\})?/g),
    ([, metric = '', braces = '']) => ({
      metric,
      labels: Array.from(braces.matchAll(/(\w+)\s*(?:=|!)/g), ([, label = '']) => label),
    }),
  ).filter(({ metric }) => !keywords.has(metric));
}

/** The expression of a Grafana variable: `label_values(metric{…}, label)`. */
export function variableSelectors(definition: string): Selector[] {
  const [, expression = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? [];
  if (expression === '') throw new Error(`not understood: ${definition}`);
  return selectorsIn(expression).map(({ metric, labels }) => ({ metric, labels: [...labels, label] }));
}
