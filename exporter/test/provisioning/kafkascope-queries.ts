import type { Query } from '../../src/api.ts';
import { dashboards, type Asking, type Dashboard } from './provisioned.ts';

/** Something that a provisioned dashboard asks of Kafkascope. */
export interface Asked<What> {
  /** Dashboard and panel, or variable, or annotation. */
  readonly where: string;
  readonly query: What;
}

interface ListQuery {
  readonly list: string;
  readonly cluster?: string;
  readonly filter?: string;
}

const isOfKafkascope = ({ datasource }: Asking): boolean => datasource?.type === 'kafkascope-kafka-datasource';

export function panelQueries(): Asked<Query>[] {
  return inDashboards(({ panels }) =>
    panels
      .filter(isOfKafkascope)
      .flatMap(({ title, targets = [] }) => targets.map((query) => ({ where: title, query }))),
  );
}

export function annotationQueries(): Asked<Query>[] {
  return inDashboards(({ annotations }) =>
    (annotations?.list ?? []).filter(isOfKafkascope).map(({ name, target }) => ({ where: name, query: target })),
  );
}

export function variableQueries(): Asked<ListQuery>[] {
  return inDashboards(({ templating }) =>
    templating.list.filter(isOfKafkascope).map(({ name, query }) => ({ where: `$${name}`, query })),
  );
}

/** With their variables as the plugin fills them in while nothing is chosen: all names, and the one cluster there is. */
function inDashboards<What>(find: (dashboard: Dashboard) => { where: string; query: unknown }[]): Asked<What>[] {
  return dashboards().flatMap(({ name, dashboard }) =>
    find(dashboard).map(({ where, query }) => {
      const filled = JSON.stringify(query)
        .replaceAll('"$cluster"', '""')
        .replaceAll(/"\$\w+"/g, '".*"');
      return { where: `${name}: ${where}`, query: JSON.parse(filled) as What };
    }),
  );
}
