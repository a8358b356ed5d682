import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { ClientTls, Sasl } from '../config/config.ts';
import { fetchToken } from './oauth-token.ts';
import { createSocketFactory, loggers, type KafkajsLogEntry, type KafkajsPoolOptions } from './kafkajs-internals.ts';

/** How one cluster's brokers are reached. Times in milliseconds. */
export interface ConnectionSettings {
  readonly tls: ClientTls | undefined;
  readonly sasl: Sasl | undefined;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Receives what kafkajs logs; it is for debugging, as every failure also arrives as an error. */
  readonly debug: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Told of every request that ended. */
  readonly onRequest: (api: string, result: 'ok' | 'error') => void;
}

const clientId = 'kafkascope';

interface Destroyable {
  destroy(error: Error): void;
  once(event: 'close', listener: () => void): unknown;
}
type SocketFactory = (options: object) => Destroyable;

/** kafkajs's options for a connection, and a way to cut it: kafkajs itself waits for what is under way. */
export function poolOptions(
  host: string,
  port: number,
  settings: ConnectionSettings,
): { options: KafkajsPoolOptions; cut: (reason: Error) => void } {
  const sockets = new Set<Destroyable>();
  const connect = createSocketFactory() as SocketFactory;
  const socketFactory: SocketFactory = (options) => {
    const socket = connect(options);
    // kafkajs has a second one for Fetch.
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  return {
    options: {
      host,
      port,
      clientId,
      socketFactory,
      connectionTimeout: settings.connectTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      enforceRequestTimeout: true,
      maxInFlightRequests: null,
      logger: kafkajsLogger(settings.debug),
      ssl: settings.tls && tlsOptions(settings.tls),
      sasl: settings.sasl && saslOptions(settings.sasl),
    },
    cut: (reason) => {
      for (const socket of sockets) socket.destroy(reason);
    },
  };
}

/** The same for one of kafkajs's own clients. */
export function clientOptions(brokers: readonly string[], settings: ConnectionSettings): KafkaConfig {
  const { tls, sasl } = settings;
  return {
    clientId,
    brokers: [...brokers],
    connectionTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    ...(tls && { ssl: tlsOptions(tls) }),
    ...(sasl && { sasl: saslOptions(sasl) as SASLOptions }),
    logCreator:
      () =>
      ({ namespace, log }) => {
        const { message, timestamp, logger, stack, ...fields } = log;
        settings.debug(`kafkajs ${namespace}: ${message}`, fields);
      },
  };
}

function tlsOptions(tls: ClientTls): object {
  return {
    ...(tls.ca !== undefined && { ca: [tls.ca] }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key }),
    ...(tls.serverName !== undefined && { servername: tls.serverName }),
    rejectUnauthorized: !tls.insecureSkipVerify,
  };
}

function saslOptions(sasl: Sasl): object {
  if (sasl.mechanism !== 'oauthbearer') return { ...sasl };
  return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await fetchToken(sasl) }) };
}

function kafkajsLogger(debug: ConnectionSettings['debug']): unknown {
  const write = ({ namespace, log }: KafkajsLogEntry): void => {
    const { message, timestamp, logger, stack, ...fields } = log;
    debug(`kafkajs ${namespace}: ${message}`, fields);
  };
  return loggers.createLogger({ level: loggers.LEVELS.INFO, logCreator: () => write });
}
