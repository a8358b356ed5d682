import { BrokerConnection } from './broker-connection.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { BrokerUnreachableError } from './errors.ts';
import type { KafkaRequest } from './request.ts';
import type { MetadataBroker } from './requests/metadata.ts';

/** Connections to all brokers of one cluster: from the configured addresses to what the cluster says of itself. */
export class ClusterConnections {
  private readonly settings: ConnectionSettings;
  private readonly bootstrap: readonly BrokerConnection[];
  private readonly brokers = new Map<number, BrokerConnection>();
  /** Further ones, for what brokers pass on; see `passingOn`. */
  private readonly passing = new Map<number, BrokerConnection>();
  private favourite: BrokerConnection | undefined;

  /** @param addresses 'host:port', at least one. */
  constructor(addresses: readonly string[], settings: ConnectionSettings) {
    this.settings = settings;
    this.bootstrap = addresses.map((address) => {
      const { host, port } = splitAddress(address);
      return new BrokerConnection(undefined, host, port, settings);
    });
  }

  /** Takes over the brokers that the cluster has now; those that are gone or have moved are closed. */
  learn(brokers: readonly MetadataBroker[]): void {
    const known = new Map(brokers.map((broker) => [broker.id, broker]));
    for (const connections of [this.brokers, this.passing]) {
      for (const [id, connection] of connections) {
        const now = known.get(id);
        if (now?.host === connection.host && now.port === connection.port) continue;
        connection.close();
        connections.delete(id);
        if (this.favourite === connection) this.favourite = undefined;
      }
    }
    for (const { id, host, port } of brokers) {
      if (!this.brokers.has(id)) this.brokers.set(id, new BrokerConnection(id, host, port, this.settings));
    }
  }

  broker(id: number): BrokerConnection | undefined {
    return this.brokers.get(id);
  }

  /**
   * A connection to a known broker for requests that it passes on to the controller: until that one has answered the
   * broker answers nothing else on it.
   */
  passingOn(id: number): BrokerConnection | undefined {
    const broker = this.brokers.get(id);
    if (broker === undefined) return undefined;
    const connection = this.passing.get(id) ?? new BrokerConnection(id, broker.host, broker.port, this.settings);
    this.passing.set(id, connection);
    return connection;
  }

  /**
   * Sends a request that any broker can answer: to the one that answered last, then to the other known ones,
   * then to the configured addresses. `make` is called for each attempt, as a request may fill something as it is read.
   * @throws BrokerUnreachableError that names every address that failed; other errors as they come.
   */
  async sendToAny<Answer>(make: () => KafkaRequest<Answer>): Promise<Answer> {
    const failures: BrokerUnreachableError[] = [];
    for (const connection of this.candidates()) {
      try {
        const answer = await connection.send(make());
        this.favourite = connection;
        return answer;
      } catch (error) {
        if (!(error instanceof BrokerUnreachableError)) throw error;
        failures.push(error);
      }
    }
    const said = [...new Set(failures.map((failure) => failure.message))];
    throw new BrokerUnreachableError(said.join('; '), { cause: failures[0]?.cause });
  }

  close(): void {
    for (const connection of [...this.bootstrap, ...this.brokers.values(), ...this.passing.values()])
      connection.close();
  }

  private candidates(): Set<BrokerConnection> {
    return new Set([...(this.favourite ? [this.favourite] : []), ...this.brokers.values(), ...this.bootstrap]);
  }
}

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(colon + 1)) };
}
