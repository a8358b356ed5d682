import type { Health } from '../api.ts';

/** Colours of Grafana's own palette that read well on light and dark. */
export const palette: Readonly<Record<Health, string>> = {
  ok: '#73BF69',
  warning: '#FF9830',
  critical: '#F2495C',
  unknown: '#8E8E8E',
};
