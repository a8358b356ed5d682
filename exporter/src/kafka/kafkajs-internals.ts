import { createRequire } from 'node:module';
import '../../../probe/src/kafkajs-repairs.ts';

/**
 * The parts of kafkajs (2.2.4, pinned exactly) that it does not export and that this folder stands on:
 * its connections (framing, correlation, TLS, SASL) and the version handshake. Its public clients cannot
 * send requests that kafkajs does not know. Types cover only what is used here.
 */
export interface KafkajsConnectionPool {
  readonly host: string;
  readonly port: number;
  send(protocol: KafkajsProtocol): Promise<unknown>;
}

export interface KafkajsProtocol {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<KafkajsEncoder>;
  };
  readonly response: {
    decode(payload: Buffer): Promise<object>;
    parse(decoded: object): Promise<unknown>;
  };
  readonly requestTimeout?: number;
  readonly logResponseError?: boolean;
}

export interface KafkajsEncoder {
  writeBuffer(buffer: Buffer): KafkajsEncoder;
}

export interface KafkajsBroker {
  /** By API key; known after connect(). */
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
  isConnected(): boolean;
  /** Connects, agrees on versions and authenticates. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface KafkajsPoolOptions {
  host: string;
  port: number;
  clientId: string;
  connectionTimeout: number;
  requestTimeout: number;
  enforceRequestTimeout: boolean;
  maxInFlightRequests: number | null;
  socketFactory: unknown;
  logger: unknown;
  ssl?: object | undefined;
  sasl?: object | undefined;
}

export interface KafkajsLogEntry {
  readonly namespace: string;
  readonly level: number;
  readonly log: Readonly<Record<string, unknown>> & { readonly message: string };
}

interface Loggers {
  createLogger(options: { level: number; logCreator: () => (entry: KafkajsLogEntry) => void }): unknown;
  readonly LEVELS: { readonly NOTHING: 0; readonly ERROR: 1; readonly WARN: 2; readonly INFO: 4; readonly DEBUG: 5 };
}

interface ErrorCode {
  readonly type: string;
  readonly code: number;
  readonly retriable: boolean;
  readonly message: string;
}

const load = createRequire(import.meta.url);

export const ConnectionPool = load('kafkajs/src/network/connectionPool') as new (
  options: KafkajsPoolOptions,
) => KafkajsConnectionPool;
export const Broker = load('kafkajs/src/broker') as new (options: {
  connectionPool: KafkajsConnectionPool;
  logger: unknown;
}) => KafkajsBroker;
export const Encoder = load('kafkajs/src/protocol/encoder') as new () => KafkajsEncoder;
export const createSocketFactory = load('kafkajs/src/network/socketFactory') as () => unknown;
export const loggers = load('kafkajs/src/loggers') as Loggers;
export const { errorCodes } = load('kafkajs/src/protocol/error') as { errorCodes: readonly ErrorCode[] };
