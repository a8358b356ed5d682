import type { Graph, GraphEdge, GraphNode } from '@kafkascope/exporter/api';

export interface GraphSize {
  readonly nodes: number;
  readonly edges: number;
}

/** Three lanes: producers, topics, groups; `step` makes numbers differ from one refresh to the next. */
export function syntheticGraph({ nodes, edges }: GraphSize, step: number): Graph {
  const lanes = ['producer', 'topic', 'group'] as const;
  const perLane = Math.ceil(nodes / lanes.length);
  const numbers = (i: number) => ({ lag: i * 7 + step, lagSeconds: i % 90, lost: null });
  const drawn = Array.from({ length: nodes }, (_, i): GraphNode => {
    const lane = Math.floor(i / perLane);
    const order = i % perLane;
    const kind = lanes[lane] ?? 'group';
    const status = i % 50 === 0 ? 'critical' : i % 20 === 0 ? 'warning' : 'ok';
    const [id, title, subtitle] = [`${kind}:${String(i)}`, `${kind}-number-${String(i)}`, '3 partitions · RF 3'];
    const place = { lane, order, x: (lane - 1) * 300, y: (order - perLane / 2) * 100 };
    return { id, kind, title, subtitle, status, reason: 'Known.', recordsPerSecond: i + step, ...numbers(i), ...place };
  });
  const idAt = (lane: number, i: number): string => drawn[lane * perLane + (i % (perLane - 2))]?.id ?? '';
  const joined = Array.from({ length: edges }, (_, i): GraphEdge => {
    const [kind, lane] = i % 2 === 0 ? (['produces', 0] as const) : (['consumes', 1] as const);
    const [source, target] = [idAt(lane, i), idAt(lane + 1, i * 3 + Math.floor(i / perLane))];
    const looks = { status: 'ok' as const, reason: '', evidence: [], recordsPerSecond: i % 500, ...numbers(i) };
    return { id: `${String(i)}:${source}>${target}`, kind, source, target, ...looks };
  });
  return {
    cluster: '',
    time: new Date(0).toISOString(),
    ageSeconds: 0,
    nodes: drawn,
    edges: joined,
    omitted: { nodes: 0, edges: 0 },
  };
}
