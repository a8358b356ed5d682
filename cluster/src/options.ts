/** What kind of cluster startCluster makes. Everything has a default: three brokers, plaintext, newest Kafka. */
export interface ClusterOptions {
  /** Default 3. */
  readonly brokers?: number;
  /** 'combined' (default): every broker is a controller too. A number: so many dedicated controllers. */
  readonly controllers?: 'combined' | number;
  /** Kafka's version, default the one in pom.xml; older ones are fetched at first use. */
  readonly version?: string;
  /** Kept at stop. Without it a temporary folder is used, and removed at stop. */
  readonly dataDir?: string;
  /** Client ports by broker, where they have to be known beforehand; default free ones. */
  readonly ports?: readonly number[];
  /** Most heap of one broker, default 512. */
  readonly heapMb?: number;
  /** More or other server properties for every node, or as a function of its id. */
  readonly brokerConfig?: Properties | ((nodeId: number) => Properties);
  /** Of the listener that clients use; brokers talk to each other on a plaintext one. Default 'plaintext'. */
  readonly security?: 'plaintext' | Security;
  /** What a broker tells clients its address is, by broker id, for addresses that cannot be reached: 'host:port'. */
  readonly advertised?: Readonly<Record<number, string>>;
  /** Gives each broker the Prometheus JMX agent; `true` takes free ports. */
  readonly jmx?: boolean | readonly number[];
  /** Rack of each broker, in order. */
  readonly racks?: readonly string[];
  /** Puts the data folder on a memory disk of this size, to fill it; needs the right to mount. */
  readonly tmpfs?: { readonly sizeMb: number };
  /** Switches ACLs on: nothing is allowed but to these ('User:admin') and what is granted. Needs SASL or client certificates. */
  readonly superUsers?: readonly string[];
  /** Told when a server ends that nobody asked to, once the cluster is up. */
  readonly onDeath?: (nodeId: number, reason: string) => void;
  /** Lines for a person who waits. */
  readonly onProgress?: (line: string) => void;
}

export type Properties = Readonly<Record<string, string>>;

export type Mechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

export interface Security {
  readonly tls: boolean;
  /** 'required': clients have to show a certificate that the cluster's CA signed. Default 'none'. */
  readonly clientCertificates?: 'none' | 'required';
  /** Empty or left out: no SASL. */
  readonly sasl?: readonly Mechanism[];
  /** Names and passwords for PLAIN and SCRAM, client ids and secrets for OAUTHBEARER; default: security.ts's `defaultUsers`. */
  readonly users?: Readonly<Record<string, string>>;
  /** Of OAUTHBEARER tokens, default an hour. */
  readonly tokenLifetimeSeconds?: number;
}

/** One JVM of a cluster. */
export interface Node {
  readonly id: number;
  readonly roles: readonly ('broker' | 'controller')[];
  /** Loopback ports; undefined where the role has no such listener. */
  readonly clientPort: number | undefined;
  readonly internalPort: number | undefined;
  readonly controllerPort: number | undefined;
  readonly jmxPort: number | undefined;
  readonly rack: string | undefined;
  readonly directory: string;
}
