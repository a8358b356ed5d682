import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import type { KafkascopeQuery } from './types.ts';

/** Findings as annotations: Grafana knows their fields (time, timeEnd, title, text, tags) by name. */
export const findingsAnnotations: AnnotationSupport<KafkascopeQuery> = {
  getDefaultQuery: () => ({ queryType: 'findings', kind: 'loss' }),
  prepareQuery: ({ target }: AnnotationQuery<KafkascopeQuery>) => ({
    refId: 'Anno',
    ...target,
    // Nothing else has times with a text.
    queryType: 'findings',
  }),
};
