import type { Graph } from '../../api.ts';

/** How many names a picture stands for without telling them: of many that had no room it names a hundred. */
export function unnamedIn({ nodes }: Graph): number {
  return nodes.reduce((sum, { folded = {}, inside = [] }) => {
    const all = Object.values(folded).reduce((total, count) => total + count, 0);
    return sum + Math.max(0, all - inside.length);
  }, 0);
}
