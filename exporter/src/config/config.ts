/** The one validated configuration value that main.ts hands out. Flags, environment and file end here. */
export interface Config {
  readonly clusters: readonly [ClusterConfig, ...ClusterConfig[]];
  readonly web: WebConfig;
  readonly log: { readonly level: LogLevel; readonly format: 'logfmt' | 'json' };
  readonly refreshIntervalMs: number;
  readonly history: HistoryConfig;
  /** Declared producers and applications; undefined when no file was named. */
  readonly topologyFile: string | undefined;
  /** What beacons over HTTP must carry; undefined: they need not carry anything. */
  readonly beaconToken: string | undefined;
  /** Things worth telling once at start, e.g. flags that are accepted without effect. */
  readonly notices: readonly string[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface WebConfig {
  /** '' listens on all interfaces, as ':9308' asks for. */
  readonly host: string;
  readonly port: number;
  readonly telemetryPath: string;
  /** Most samples that /metrics carries for one cluster; Infinity without a cap. */
  readonly maxSeries: number;
  readonly tls: ServerTls | undefined;
}

export interface HistoryConfig {
  readonly durationMs: number;
  /** undefined: nothing outlives the process. */
  readonly stateDir: string | undefined;
  readonly abandonedAfterMs: number;
}

export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** With a CA, clients must show a certificate that it signed. */
  readonly clientCa: string | undefined;
}

export interface ClusterConfig {
  /** '' when the only cluster was given no name. Unique. */
  readonly name: string;
  readonly brokers: readonly string[];
  /** Constant labels on every sample of this cluster. */
  readonly labels: Readonly<Record<string, string>>;
  readonly topics: NameFilter;
  readonly groups: NameFilter;
  /** kafka_exporter's --offset.show-all: false leaves out groups without members. */
  readonly showAllOffsets: boolean;
  readonly tls: ClientTls | undefined;
  readonly sasl: Sasl | undefined;
  readonly collectors: Readonly<Record<CollectorName, boolean>>;
  /** Record headers that name a producer, beside those that the field has conventions for. */
  readonly sourceHeaders: readonly string[];
  /** undefined: beacons are not read. */
  readonly audit: AuditConfig | undefined;
}

export interface AuditConfig {
  readonly topic: string;
  readonly group: string;
  readonly deadlineMs: number;
}

/** RE2 patterns, unanchored as in kafka_exporter: shown when `filter` matches and `exclude` does not. */
export interface NameFilter {
  matches(name: string): boolean;
}

/** PEM texts, not paths. */
export interface ClientTls {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly serverName: string | undefined;
  readonly insecureSkipVerify: boolean;
}

export type Sasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly mechanism: 'oauthbearer';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scopes: readonly string[];
    };

/** `metadata`, `offsets` and `groups` are the heart and cannot be switched off. */
export const collectorNames = [
  'quorum',
  'configs',
  'log-dirs',
  'last-stable',
  'members',
  'transactions',
  'producers',
  'headers',
] as const;
/** Those that ask for more than the right to describe: off unless somebody wants them. */
export const optInCollectors: ReadonlySet<CollectorName> = new Set(['producers', 'headers']);
export type CollectorName = (typeof collectorNames)[number];
