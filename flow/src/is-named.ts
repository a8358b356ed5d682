import type { GraphNode } from '@kafkascope/exporter/api';

/** Whether a text is part of a node's name, or of one that it stands for; small and large letters are the same. */
export function isNamed({ title, groups = [], inside = [] }: GraphNode, text: string): boolean {
  const sought = text.toLowerCase();
  return [title, ...groups, ...inside.map((node) => node.title)].some((name) => name.toLowerCase().includes(sought));
}
