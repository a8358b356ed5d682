import { collectorNames, optInCollectors, type ClusterConfig, type Config } from './config.ts';

/** What --config.check prints: one line for each cluster, without secrets. */
export function summary(config: Config): string {
  return config.clusters.map(line).join('\n');
}

function line({ name, brokers, labels, tls, sasl, collectors }: ClusterConfig): string {
  const parts = [
    brokers.join(', '),
    tls === undefined ? 'no TLS' : tls.cert === undefined ? 'TLS' : 'TLS with client certificate',
    sasl === undefined ? 'no SASL' : `SASL ${sasl.mechanism} as ${'username' in sasl ? sasl.username : sasl.clientId}`,
  ];
  if (tls?.insecureSkipVerify === true) parts.push('certificates not verified');
  const constant = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  if (constant.length > 0) parts.push(`labels ${constant.join(', ')}`);
  const off = collectorNames.filter((collector) => !collectors[collector] && !optInCollectors.has(collector));
  const on = collectorNames.filter((collector) => collectors[collector] && optInCollectors.has(collector));
  if (off.length > 0) parts.push(`without ${off.join(', ')}`);
  if (on.length > 0) parts.push(`with ${on.join(', ')}`);
  return `cluster ${name === '' ? '(without name)' : name}: ${parts.join('; ')}`;
}
