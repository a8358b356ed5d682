import type { ClusterConfig } from '../config/config.ts';

/** Labels of every sample that is about a cluster: its constant ones, and its name when it has one. */
export function clusterLabels({
  name,
  labels,
}: Pick<ClusterConfig, 'name' | 'labels'>): Readonly<Record<string, string>> {
  return name === '' ? labels : { ...labels, cluster: name };
}
