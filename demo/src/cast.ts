/** Every role of every scenario; `kind` decides under which path the control page has it, `clientId` is seen in Kafka. */
export interface CastMember {
  readonly name: string;
  readonly scenario: string;
  readonly kind: 'producer' | 'consumer';
  /** Client id of a producer, group of a consumer. */
  readonly clientId: string;
  /** Orders that it cannot follow, and why. */
  readonly refuses?: Readonly<Record<string, string>>;
}

const noPause =
  'a member of a share group cannot pause: the broker hands out records to whoever asks, and takes one that does not ask for gone';

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
  { name: 'depot', scenario: 'parcels', kind: 'producer', clientId: 'parcel-depot' },
  { name: 'tracking', scenario: 'parcels', kind: 'consumer', clientId: 'parcel-tracking' },
  {
    name: 'couriers',
    scenario: 'parcels',
    kind: 'consumer',
    clientId: 'parcel-couriers',
    refuses: { pause: noPause },
  },
];
