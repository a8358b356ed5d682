import type { Reader, Writer } from './wire.ts';

/** One request of Kafka's protocol. Each has a file of its own in requests/, with its wire layout as a comment. */
export interface KafkaRequest<Answer> {
  /** Kafka's name of the API, without 'Request'. */
  readonly name: string;
  readonly key: number;
  /** First and last version that this program speaks; the newest that the broker has too is sent. */
  readonly versions: readonly [first: number, last: number];
  /** First flexible version (KIP-482) of the API. */
  readonly flexibleFrom: number;
  encode(writer: Writer, version: number): void;
  /** May be asynchronous, so that large answers are decoded in slices. */
  decode(reader: Reader, version: number): Answer | Promise<Answer>;
}
