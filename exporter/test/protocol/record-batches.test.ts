import { expect, it } from '@jest/globals';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { recordBatches } from '../../src/kafka/record-batches.ts';
import { fetchRecords, type FetchQuestion } from '../../src/kafka/requests/fetch.ts';
import { Reader, WireError } from '../../src/kafka/wire.ts';
import { readFixture } from './fixtures.ts';
import { recordables } from './recordable.ts';

/** The records of each partition in an answer that a real broker gave; every partition of `orders` had ten records. */
async function recorded(): Promise<ReadonlyMap<string, Buffer>> {
  const recordable = recordables.find(({ file }) => file === 'fetch');
  if (recordable === undefined) throw new Error('Fetch was never recorded');
  const { question, response } = readFixture(recordable, 12);
  const found = new Map<string, Buffer>();
  const request = fetchRecords(question as unknown as FetchQuestion, (topic, partition, _, records) => {
    found.set(`${topic}/${partition}`, records);
  });
  await request.decode(new Reader(Buffer.from(response, 'base64'), true), 12);
  return found;
}

it('reads who wrote a batch, and tells markers of transactions apart', async () => {
  const records = await recorded();
  const batchesOf = (name: string) =>
    Array.from(
      recordBatches(records.get(name) ?? Buffer.alloc(0), 3),
      ({ baseOffset, producerId, isControl, headers }) => [baseOffset, producerId >= 0, isControl, headers.length],
    );
  expect(batchesOf('orders/0')).toEqual([[0, false, false, 3]]);
  expect(batchesOf('payments/0')).toEqual([
    [0, true, false, 1],
    [1, true, true, 0],
  ]);
  expect(batchesOf('no-such-topic/0')).toEqual([]);
  const [batch] = recordBatches(records.get('orders/0') ?? Buffer.alloc(0), 2);
  const headers = batch?.headers.map((all) => Array.from(all, ([name, value]) => [name, value.toString()]));
  expect(headers).toEqual(
    ['0', '3'].map((tries) => [
      ['ce_source', 'shop'],
      ['tries', tries],
    ]),
  );
});

it('leaves out a batch that is cut off, wherever that is', async () => {
  const whole = (await recorded()).get('payments/0') ?? Buffer.alloc(0);
  const first = 12 + whole.readInt32BE(8);
  for (let length = 0; length < whole.length; length++)
    expect([...recordBatches(whole.subarray(0, length), 3)]).toHaveLength(length < first ? 0 : 1);
});

it('fails with a reason, and with nothing else, on bytes that are no records', async () => {
  const whole = (await recorded()).get('orders/0') ?? Buffer.alloc(0);
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1 });
  fc.assert(
    fc.property(changes, (all) => {
      const damaged = Buffer.from(whole);
      for (const [at, byte] of all) damaged[at] = byte;
      try {
        Array.from(recordBatches(damaged, 3));
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('looks at no more headers of a record than anybody has', () => {
  const [batch] = recordBatches(batchWith(2_000_000), 5);
  expect(batch?.headers.map((headers) => headers.size)).toEqual([1]);
  expect(batch?.decompressedBytes).toBeGreaterThan(4_000_000);
});

/** A batch of one record with so many empty headers, compressed by zstd to a few hundred bytes. */
function batchWith(headers: number): Buffer {
  const body = Buffer.concat([Buffer.from([0, 0, 0, 1, 1]), varint(headers), Buffer.alloc(2 * headers)]);
  const records = zstdCompressSync(Buffer.concat([varint(body.length), body]));
  const head = Buffer.alloc(61);
  head.writeInt32BE(49 + records.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(4, 21);
  head.writeInt32BE(1, 57);
  return Buffer.concat([head, records]);
}

/** Zig-zag. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value * 2; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}
