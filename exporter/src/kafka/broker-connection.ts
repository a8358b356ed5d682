import { poolOptions, type ConnectionSettings } from './connection-settings.ts';
import { BrokerAnswerError, BrokerUnreachableError, UnsupportedApiError } from './errors.ts';
import { explain } from './explain.ts';
import {
  Broker,
  ConnectionPool,
  Encoder,
  type KafkajsBroker,
  type KafkajsConnectionPool,
} from './kafkajs-internals.ts';
import type { KafkaRequest } from './request.ts';
import { Reader, Writer } from './wire.ts';

const apiVersionsKey = 18;

/** A connection to one broker that is made when it is first used, and again after it broke. */
export class BrokerConnection {
  readonly id: number | undefined;
  readonly host: string;
  readonly port: number;
  private readonly settings: ConnectionSettings;
  private readonly pool: KafkajsConnectionPool;
  private readonly broker: KafkajsBroker;
  private readonly cut: (reason: Error) => void;

  /** @param id the broker's id, undefined for an address from the configuration. */
  constructor(id: number | undefined, host: string, port: number, settings: ConnectionSettings) {
    this.id = id;
    this.host = host;
    this.port = port;
    this.settings = settings;
    const { options, cut } = poolOptions(host, port, settings);
    this.cut = cut;
    this.pool = new ConnectionPool(options);
    this.broker = new Broker({ connectionPool: this.pool, logger: options.logger });
  }

  /**
   * Sends a request in the newest version that both sides speak.
   * @throws BrokerUnreachableError, UnsupportedApiError, BrokerAnswerError
   */
  async send<Answer>(request: KafkaRequest<Answer>): Promise<Answer> {
    const version = await this.version(request);
    try {
      const answer = await this.exchange(request, version);
      this.settings.onRequest(request.name, 'ok');
      return answer;
    } catch (error) {
      this.settings.onRequest(request.name, 'error');
      if (error instanceof BrokerAnswerError) throw error;
      // Whatever it was, the connection is not to be trusted: a half-open one would time out again and again.
      this.cut(new Error('the connection is given up after a failed request'));
      throw this.unreachable(error, false);
    }
  }

  /**
   * The version in which a request would be sent; undefined when the broker and this program have none in common.
   * @throws BrokerUnreachableError
   */
  async commonVersion(request: KafkaRequest<unknown>): Promise<number | undefined> {
    await this.connect();
    const offered = this.broker.versions?.[request.key];
    if (offered === undefined) return undefined;
    const version = Math.min(request.versions[1], offered.maxVersion);
    return version < Math.max(request.versions[0], offered.minVersion) ? undefined : version;
  }

  close(): void {
    this.cut(new Error('the connection was closed'));
  }

  private async version(request: KafkaRequest<unknown>): Promise<number> {
    const version = await this.commonVersion(request);
    if (version !== undefined) return version;
    throw new UnsupportedApiError(
      `broker ${String(this.id ?? `${this.host}:${String(this.port)}`)} has no ${request.name} in a version that is known here; it may be too old`,
    );
  }

  private async exchange<Answer>(request: KafkaRequest<Answer>, version: number): Promise<Answer> {
    const flexible = version >= request.flexibleFrom;
    const box: { answer?: Answer } = {};
    await this.pool.send({
      request: {
        apiKey: request.key,
        apiVersion: version,
        apiName: request.name,
        encode: () => {
          const writer = new Writer(flexible);
          // Request header v2 ends in tagged fields; kafkajs writes header v1.
          writer.tags();
          request.encode(writer, version);
          return Promise.resolve(new Encoder().writeBuffer(writer.finish()));
        },
      },
      response: {
        decode: async (payload) => {
          const reader = new Reader(payload, flexible);
          if (request.key !== apiVersionsKey) reader.tags();
          box.answer = await request.decode(reader, version);
          return {};
        },
        parse: (decoded) => Promise.resolve(decoded),
      },
      logResponseError: false,
    });
    return box.answer as Answer;
  }

  private async connect(): Promise<void> {
    if (this.broker.isConnected()) return;
    try {
      await withDeadline(
        this.broker.connect(),
        this.settings.connectTimeoutMs + this.settings.requestTimeoutMs,
        this.cut,
      );
    } catch (error) {
      this.cut(new Error('the connection is given up'));
      throw this.unreachable(error, true);
    }
  }

  private unreachable(error: unknown, connecting: boolean): BrokerUnreachableError {
    const { id: brokerId, host, port, settings } = this;
    const attempt = {
      brokerId,
      host,
      port,
      tls: settings.tls !== undefined,
      sasl: settings.sasl !== undefined,
      connecting,
    };
    return new BrokerUnreachableError(explain(error, attempt), { cause: error });
  }
}

/** kafkajs forgets to reject when the other side closes before the connection stands. */
async function withDeadline(work: Promise<void>, timeoutMs: number, cut: (reason: Error) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error('Timeout while connecting');
      cut(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
