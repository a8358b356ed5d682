/** Every role of every scenario; `kind` decides under which path the control page has it, `clientId` is seen in Kafka. */
export interface CastMember {
  readonly name: string;
  readonly scenario: string;
  readonly kind: 'producer' | 'consumer';
  /** Client id of a producer, group of a consumer. */
  readonly clientId: string;
}

export const cast: readonly CastMember[] = [
  { name: 'buoys', scenario: 'ocean', kind: 'producer', clientId: 'buoy-gateway' },
  { name: 'dashboard', scenario: 'ocean', kind: 'consumer', clientId: 'ocean-dashboard' },
  { name: 'archive', scenario: 'ocean', kind: 'consumer', clientId: 'ocean-archive' },
  { name: 'frontend', scenario: 'logs', kind: 'producer', clientId: 'web-frontend' },
  { name: 'indexer', scenario: 'logs', kind: 'consumer', clientId: 'log-indexer' },
  { name: 'alerts', scenario: 'logs', kind: 'consumer', clientId: 'log-alerts' },
  { name: 'shop', scenario: 'orders', kind: 'producer', clientId: 'web-shop' },
  { name: 'payment', scenario: 'orders', kind: 'consumer', clientId: 'payment-service' },
  { name: 'bookkeeping', scenario: 'orders', kind: 'consumer', clientId: 'bookkeeping' },
  { name: 'sensor', scenario: 'host', kind: 'producer', clientId: 'host-sensor' },
  { name: 'latest', scenario: 'host', kind: 'consumer', clientId: 'host-latest' },
];
