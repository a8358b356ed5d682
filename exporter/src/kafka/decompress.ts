import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { decompressFrameSync } from 'lz4-napi';
import { uncompressSync } from 'snappy';
import { WireError } from './wire.ts';

/**
 * What is not compressed any more may be this large at most: a small batch can hide gigabytes. LZ4's frames do not tell
 * beforehand; they cannot hide more than 255 times their own size, and may hide four times as much as others.
 */
const mostBytes = 8 * 1024 * 1024;
const mostLz4Bytes = Math.floor((4 * mostBytes) / 255);

/** Java's producers pack Snappy blocks into a stream of their own: this, two versions, then each block's size and bytes. */
const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);

/** By the number in a batch's attributes. */
const codecs: readonly (((bytes: Buffer) => Buffer | undefined) | undefined)[] = [
  (bytes) => bytes,
  (bytes) => gunzipSync(bytes, { maxOutputLength: mostBytes }),
  snappy,
  (bytes) => (bytes.length > mostLz4Bytes ? undefined : decompressFrameSync(bytes)),
  (bytes) => zstdDecompressSync(bytes, { maxOutputLength: mostBytes }),
];

/**
 * The records of a batch as they were before compression.
 * @param codec none 0, gzip 1, snappy 2, lz4 3, zstd 4
 * @returns undefined for a batch that may become too large to be looked into.
 * @throws WireError for a codec that Kafka does not have, and for what that codec cannot read or makes too large.
 */
export function decompress(codec: number, bytes: Buffer): Buffer | undefined {
  const read = codecs[codec];
  if (read === undefined) throw new WireError(`there is no compression codec ${codec}`);
  try {
    return read(bytes);
  } catch (error) {
    throw new WireError(`a batch of compression codec ${codec} cannot be read`, { cause: error });
  }
}

function snappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, xerial.length).equals(xerial)) return snappyBlock(bytes);
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = xerial.length + 8; at < bytes.length;) {
    const size = bytes.readInt32BE(at);
    const block = snappyBlock(bytes.subarray(at + 4, at + 4 + size));
    total += block.length;
    if (total > mostBytes) throw new RangeError('too large');
    blocks.push(block);
    at += 4 + size;
  }
  return Buffer.concat(blocks);
}

/** A block begins with the size of what it holds, as a varint. */
function snappyBlock(bytes: Buffer): Buffer {
  let size = 0;
  for (let at = 0; at < 5; at++) {
    const byte = bytes[at] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) break;
  }
  if (size > mostBytes) throw new RangeError('too large');
  return uncompressSync(bytes, { asBuffer: true }) as Buffer;
}
