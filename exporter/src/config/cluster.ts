import { authentication } from './authentication.ts';
import { clientTls } from './certificates.ts';
import type { ClusterConfig, CollectorName, NameFilter } from './config.ts';
import { collectorNames } from './config.ts';
import type { Report } from './config-error.ts';
import type { ReadFile } from './files.ts';
import type { Pattern } from './pattern.ts';
import type { Settings } from './settings.ts';

/** One cluster from its settings. What is wrong goes into the report; the result is then of no use. */
export function clusterConfig(settings: Settings, readFile: ReadFile, report: Report): ClusterConfig {
  const name = settings.get('kafka.cluster-name')?.trim() ?? '';
  const labels = settings.get('kafka.labels') ?? {};
  if (name !== '' && 'cluster' in labels) {
    report.problems.push(
      `${settings.where('kafka.labels')}: the label cluster is set by ${settings.where('kafka.cluster-name')}; give one of them`,
    );
  }
  return {
    name,
    brokers: settings.get('kafka.server'),
    labels,
    topics: nameFilter(settings.get('topic.filter'), settings.get('topic.exclude')),
    groups: nameFilter(settings.get('group.filter'), settings.get('group.exclude')),
    showAllOffsets: settings.get('offset.show-all'),
    tls: clientTls(settings, readFile, report),
    sasl: authentication(settings, readFile, report),
    collectors: Object.fromEntries(
      collectorNames.map((collector) => [collector, settings.get(`collector.${collector}`)]),
    ) as Record<CollectorName, boolean>,
    audit: settings.get('audit.enabled')
      ? {
          topic: settings.get('audit.topic'),
          group: settings.get('audit.group'),
          deadlineMs: settings.get('audit.deadline'),
        }
      : undefined,
    sourceHeaders: settings.get('producer.headers') ?? [],
  };
}

function nameFilter(filter: Pattern, exclude: Pattern): NameFilter {
  return { matches: (name) => filter.test(name) && !exclude.test(name) };
}
