import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib';

/** A beginning of a deflate stream that ends on a byte and takes any continuation, and what it is made from. */
export interface Deflated {
  readonly parts: readonly Uint8Array[];
  /** Of the plain text. */
  readonly crc: number;
  readonly plainBytes: number;
}

const deflateRawAsync = promisify(deflateRaw);
/** Metrics shrink to a twentieth even so; higher levels cost several times the CPU. */
const level = 1;
/** Enough for a good ratio, little enough for the checksum of one batch not to be noticed. */
const batchBytes = 256 * 1024;

/** RFC 1952: deflate, no flags, no time, unknown system. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/**
 * Deflates in the thread pool, batch by batch. Each batch ends in a full flush instead of a final block
 * (RFC 1951, 3.2.4), so that the results can be put one behind the other.
 */
export async function deflated(parts: readonly Uint8Array[]): Promise<Deflated> {
  const results: Uint8Array[] = [];
  let crc = 0;
  let plainBytes = 0;
  for (const batch of batches(parts)) {
    crc = crc32(batch, crc);
    plainBytes += batch.length;
    results.push(await deflateRawAsync(batch, { level, finishFlush: constants.Z_FULL_FLUSH }));
  }
  return { parts: results, crc, plainBytes };
}

/** For short texts that are compressed at once: a small state, as a hundred of the usual size take 30 MB. */
const small = { level, windowBits: 12, memLevel: 4 };

/** One gzip member of the deflated beginning and a short rest. */
export function gzipped(beginning: Deflated, rest: Uint8Array): readonly Uint8Array[] {
  const ending = deflateRawSync(rest, small);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(rest, beginning.crc), 0);
  trailer.writeUInt32LE((beginning.plainBytes + rest.length) % 2 ** 32, 4);
  return [header, ...beginning.parts, ending, trailer];
}

/** The same bytes in batches of one size. Each is valid until the next is asked for: they share their memory. */
function* batches(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  const batch = Buffer.allocUnsafeSlow(batchBytes);
  let filled = 0;
  for (const part of parts) {
    for (let from = 0; from < part.length;) {
      const piece = part.subarray(from, from + batchBytes - filled);
      batch.set(piece, filled);
      filled += piece.length;
      from += piece.length;
      if (filled === batchBytes) {
        yield batch;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield batch.subarray(0, filled);
}
