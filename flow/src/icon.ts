import type { NodeKind } from '@kafkascope/exporter/api';
import { svg } from './svg.ts';

/** Shapes in a box of 20 × 20, so that a kind is told by its form and not by its colour alone. */
const paths: Record<NodeKind, string> = {
  // An arrow that leaves a box.
  producer: 'M9 5H4.5v11h11v-4.5M11 3.5h5.5V9M16.5 3.5 9.5 10.5',
  // Records in a log.
  topic: 'M3 4h14v3.5H3zM3 8.25h14v3.5H3zM3 12.5h14V16H3z',
  // Two people.
  group:
    'M7.5 9a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM2.5 16.5c0-3 2-5 5-5s5 2 5 5M13 4a2.5 2.5 0 0 1 0 4.8M14.5 11.8c1.9.7 3 2.4 3 4.7',
  // In, worked on, out.
  application: 'M10 2.5 16.5 6.25v7.5L10 17.5 3.5 13.75v-7.5zM3.5 6.25 10 10l6.5-3.75M10 10v7.5',
  // One person.
  member: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4.5 17c0-3.2 2.3-5.2 5.5-5.2s5.5 2 5.5 5.2',
  // Two servers.
  broker: 'M3 3.5h14v5.5H3zM3 11h14v5.5H3zM6 6.25h.01M6 13.75h.01M9.5 6.25h4.5M9.5 13.75h4.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
};

export function icon(kind: NodeKind): SVGPathElement {
  return svg('path', { class: `kf-icon kf-icon-${kind}`, d: paths[kind] });
}
