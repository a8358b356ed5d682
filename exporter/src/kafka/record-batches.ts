import { decompress } from './decompress.ts';
import { WireError } from './wire.ts';

/** What is read of a batch of records; of the records their headers alone. */
export interface RecordBatch {
  /** Offsets of its first and last record. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** The latest of its records, as their producers or the broker say, milliseconds since 1970. */
  readonly timestampMs: number;
  /** -1 without one. */
  readonly producerId: number;
  /** A marker of a transaction, which no application wrote. */
  readonly isControl: boolean;
  /** Of the first records, at most as many as were asked for. */
  readonly headers: readonly RecordHeaders[];
  readonly decompressedBytes: number;
}

/** Where a name occurs several times, the first one. */
export type RecordHeaders = ReadonlyMap<string, Buffer>;

/** Bytes of a batch before its records: KIP-98's format, magic 2. */
const headBytes = 61;
/** Up to the length, which counts from there. */
const lengthEnd = 12;
/** Of a record so many headers are looked at. */
const mostHeaders = 100;
const controlFlag = 0x20;
const codecMask = 0x07;

/**
 * Reads the batches of a Fetch answer. The last one may be cut off, and is left out then, as are batches of the format
 * before Kafka 0.11, which has neither headers nor producer ids. Keys and values are passed over.
 * @param most Records of a batch whose headers are read.
 * @throws WireError for bytes that are no batches.
 */
export function* recordBatches(bytes: Buffer, most: number): Iterable<RecordBatch> {
  for (let at = 0; at + headBytes <= bytes.length;) {
    const end = at + lengthEnd + bytes.readInt32BE(at + 8);
    if (end > bytes.length || end <= at) break;
    if (bytes.readInt8(at + 16) === 2) yield readBatch(bytes.subarray(at, end), most);
    at = end;
  }
}

function readBatch(bytes: Buffer, most: number): RecordBatch {
  try {
    return batchOf(bytes, most);
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError('a batch holds no records, or ends within one', { cause: error });
  }
}

function batchOf(bytes: Buffer, most: number): RecordBatch {
  const attributes = bytes.readInt16BE(21);
  const isControl = (attributes & controlFlag) !== 0;
  const count = Math.min(bytes.readInt32BE(57), most);
  const records = isControl ? undefined : decompress(attributes & codecMask, bytes.subarray(headBytes));
  const baseOffset = Number(bytes.readBigInt64BE(0));
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(23),
    timestampMs: Number(bytes.readBigInt64BE(35)),
    producerId: Number(bytes.readBigInt64BE(43)),
    isControl,
    headers: records === undefined ? [] : headersOf(records, count),
    decompressedBytes: records?.length ?? 0,
  };
}

function headersOf(records: Buffer, count: number): RecordHeaders[] {
  const found: RecordHeaders[] = [];
  const reader = new RecordReader(records);
  for (let index = 0; index < count; index++) {
    const end = reader.varint() + reader.at;
    // Attributes, timestamp, offset.
    reader.at += 1;
    reader.skipVarint();
    reader.skipVarint();
    reader.skipBytes();
    reader.skipBytes();
    const headers = new Map<string, Buffer>();
    for (let left = Math.min(reader.varint(), mostHeaders); left > 0; left--) {
      const name = reader.bytes().toString();
      const value = reader.bytes();
      if (!headers.has(name)) headers.set(name, value);
    }
    found.push(headers);
    reader.at = end;
  }
  return found;
}

/** Zig-zag varints and bytes behind their length, as within records. */
class RecordReader {
  at = 0;
  readonly #buffer: Buffer;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#buffer.readUInt8(this.at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  skipVarint(): void {
    while (this.#buffer.readUInt8(this.at++) >= 0x80);
  }

  /** Nothing where there is none (a length of -1). */
  bytes(): Buffer {
    const size = Math.max(this.varint(), 0);
    const bytes = this.#buffer.subarray(this.at, this.at + size);
    this.at += size;
    return bytes;
  }

  skipBytes(): void {
    const size = Math.max(this.varint(), 0);
    this.at += size;
  }
}
