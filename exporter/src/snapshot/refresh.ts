import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerConnection } from '../kafka/broker-connection.ts';
import type { ClusterConnections } from '../kafka/cluster-connections.ts';
import { BrokerUnreachableError } from '../kafka/errors.ts';
import type { KafkaRequest } from '../kafka/request.ts';
import type { MetadataBroker } from '../kafka/requests/metadata.ts';

/** So long a broker has the question alone, and so many are asked at most. */
const [patienceMs, mostWays] = [500, 10];

/**
 * One refresh's view of the brokers. A broker that could not be reached once is not asked again within
 * the same refresh, so that a dead one costs its time-out once and not once per request.
 */
export class Refresh {
  readonly brokers: readonly MetadataBroker[];
  private readonly connections: ClusterConnections;
  private readonly failures = new Map<number, string>();

  constructor(connections: ClusterConnections, brokers: readonly MetadataBroker[]) {
    this.connections = connections;
    this.brokers = brokers.toSorted((a, b) => a.id - b.id);
  }

  /** Why a broker could not be reached in this refresh. */
  failure(brokerId: number): string | undefined {
    return this.failures.get(brokerId);
  }

  /** @throws BrokerUnreachableError at once for a broker that failed before. */
  connection(brokerId: number): BrokerConnection {
    const failure = this.failures.get(brokerId);
    if (failure !== undefined) throw new BrokerUnreachableError(failure);
    const connection = this.connections.broker(brokerId);
    if (connection === undefined) throw this.unknown(brokerId);
    return connection;
  }

  async send<Answer>(brokerId: number, request: KafkaRequest<Answer>): Promise<Answer> {
    return this.guarded(brokerId, (connection) => connection.send(request));
  }

  async commonVersion(brokerId: number, request: KafkaRequest<unknown>): Promise<number | undefined> {
    return this.guarded(brokerId, (connection) => connection.commonVersion(request));
  }

  sendToAny<Answer>(make: () => KafkaRequest<Answer>): Promise<Answer> {
    return this.connections.sendToAny(make);
  }

  /**
   * Asks the controller by way of a broker, and of further ones while there is no answer: one alone may be away, or cut
   * off from the controller. @throws BrokerUnreachableError when nobody answers; other errors as they come.
   */
  async sendToController<Answer>(make: () => KafkaRequest<Answer>): Promise<Answer> {
    const answered = new AbortController();
    const attempts = this.brokers.slice(0, mostWays).map(async ({ id }, turn) => {
      await sleep(turn * patienceMs, undefined, { signal: answered.signal });
      const connection = this.connections.passingOn(id);
      if (connection === undefined) throw this.unknown(id);
      return connection.send(make());
    });
    try {
      return await Promise.any(attempts);
    } catch (error) {
      const reasons = (error as AggregateError).errors as Error[];
      const answer = reasons.find((reason) => !(reason instanceof BrokerUnreachableError));
      throw answer ?? new BrokerUnreachableError([...new Set(reasons.map(({ message }) => message))].join('; '));
    } finally {
      answered.abort();
    }
  }

  private unknown(brokerId: number): BrokerUnreachableError {
    return new BrokerUnreachableError(`broker ${String(brokerId)} is not in the cluster’s metadata`);
  }

  private async guarded<T>(brokerId: number, work: (connection: BrokerConnection) => Promise<T>): Promise<T> {
    try {
      return await work(this.connection(brokerId));
    } catch (error) {
      if (error instanceof BrokerUnreachableError) this.failures.set(brokerId, error.message);
      throw error;
    }
  }
}

/** Collects what went wrong within one collector without ending it: the same trouble is said once. */
export class Troubles {
  private readonly said = new Set<string>();

  add(error: unknown): void {
    this.said.add(error instanceof Error ? error.message : String(error));
  }

  get text(): string | undefined {
    return this.said.size === 0 ? undefined : [...this.said].join('; ');
  }
}
