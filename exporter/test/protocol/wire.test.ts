import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Reader, WireError, Writer } from '../../src/kafka/wire.ts';

const dialects = [
  { dialect: 'older', flexible: false },
  { dialect: 'flexible', flexible: true },
];

describe.each(dialects)('numbers in the $dialect dialect', ({ flexible }) => {
  it.each<[kind: 'int8' | 'int16' | 'int32' | 'int64', value: number, hex: string]>([
    ['int8', 0, '00'],
    ['int8', 127, '7f'],
    ['int8', -128, '80'],
    ['int16', 1, '0001'],
    ['int16', -1, 'ffff'],
    ['int16', 32_767, '7fff'],
    ['int32', 305_419_896, '12345678'],
    ['int32', -2, 'fffffffe'],
    ['int32', 2 ** 31 - 1, '7fffffff'],
    ['int64', 0, '0000000000000000'],
    ['int64', -1, 'ffffffffffffffff'],
    ['int64', -2, 'fffffffffffffffe'],
    ['int64', 2 ** 31, '0000000080000000'],
    ['int64', 2 ** 32 - 1, '00000000ffffffff'],
    ['int64', 2 ** 32, '0000000100000000'],
    ['int64', -(2 ** 32), 'ffffffff00000000'],
    ['int64', -(2 ** 32) - 1, 'fffffffeffffffff'],
    ['int64', Number.MAX_SAFE_INTEGER, '001fffffffffffff'],
    ['int64', Number.MIN_SAFE_INTEGER, 'ffe0000000000001'],
  ])('%s %d is %s', (kind, value, hex) => {
    expect(written(flexible, (w) => w[kind](value))).toBe(hex);
    expect(reader(flexible, hex)[kind]()).toBe(value);
  });

  it.each([
    [true, '01'],
    [false, '00'],
  ])('bool %s is %s', (value, hex) => {
    expect(written(flexible, (w) => w.bool(value))).toBe(hex);
    expect(reader(flexible, hex).bool()).toBe(value);
  });

  it('a port is unsigned', () => {
    expect(reader(flexible, 'fde8').uint16()).toBe(65_000);
  });

  it.each([
    ['2^53', '0020000000000000', 2 ** 53],
    ['2^53 + 1', '0020000000000001', 2 ** 53],
    ['-2^53', 'ffe0000000000000', -(2 ** 53)],
    ['-2^53 - 1', 'ffdfffffffffffff', -(2 ** 53)],
    ['Long.MAX_VALUE', '7fffffffffffffff', 2 ** 63],
    ['Long.MIN_VALUE', '8000000000000000', -(2 ** 63)],
  ])('%s is an error, unless about is enough', (_, hex, about) => {
    expect(() => reader(flexible, hex).int64()).toThrow(WireError);
    expect(reader(flexible, hex).int64Approximate()).toBe(about);
  });

  it.each([2 ** 53, -(2 ** 53), 0.5, NaN, Infinity])('%d is not written as a 64-bit number', (value) => {
    expect(() => written(flexible, (w) => w.int64(value))).toThrow(RangeError);
  });
});

describe('texts', () => {
  it.each<[text: string | null, older: string, flexible: string]>([
    ['', '0000', '01'],
    ['a', '000161', '0261'],
    ['ä€😀', '0009c3a4e282acf09f9880', '0ac3a4e282acf09f9880'],
    [null, 'ffff', '00'],
    ['x'.repeat(126), `007e${'78'.repeat(126)}`, `7f${'78'.repeat(126)}`],
    ['x'.repeat(127), `007f${'78'.repeat(127)}`, `8001${'78'.repeat(127)}`],
    ['x'.repeat(16_383), `3fff${'78'.repeat(16_383)}`, `808001${'78'.repeat(16_383)}`],
  ])('%.9j', (text, ...hex) => {
    for (const [i, { flexible }] of dialects.entries()) {
      expect(written(flexible, (w) => w.string(text))).toBe(hex[i]);
      expect(reader(flexible, hex[i] ?? '').nullableString()).toBe(text);
    }
  });

  it.each(dialects)('null where the schema allows none is an error ($dialect)', ({ flexible }) => {
    expect(() => reader(flexible, flexible ? '00' : 'ffff').string()).toThrow(WireError);
  });
});

describe('byte strings', () => {
  it.each([
    ['older', false, '00000003010203', '010203'],
    ['older, null', false, 'ffffffff', ''],
    ['flexible', true, '04010203', '010203'],
    ['flexible, null', true, '00', ''],
    ['flexible, empty', true, '01', ''],
  ])('%s', (_, flexible, hex, expected) => {
    expect(reader(flexible, hex).bytes().toString('hex')).toBe(expected);
  });
});

describe('uuids', () => {
  it('are printed as Kafka prints them', () => {
    expect(reader(true, 'fb1f0e3c9a5d4b6e8f7a6b5c4d3e2f10').uuid()).toBe('-x8OPJpdS26PemtcTT4vEA');
  });
  it('of zeros mean none', () => {
    expect(reader(true, '00'.repeat(16)).uuid()).toBeUndefined();
  });
});

describe('lists', () => {
  it.each<[items: number[], older: string, flexible: string]>([
    [[], '00000000', '01'],
    [[7, 8], '000000020708', '030708'],
  ])('%j', (items, ...hex) => {
    for (const [i, { flexible }] of dialects.entries()) {
      expect(written(flexible, (w) => w.array(items, (item) => w.int8(item)))).toBe(hex[i]);
      const r = reader(flexible, hex[i] ?? '');
      expect(r.array(() => r.int8())).toEqual(items);
    }
  });

  it.each(dialects)('null is written apart from empty and read as empty ($dialect)', ({ flexible }) => {
    const hex = written(flexible, (w) => w.arrayLength(null));
    expect(hex).toBe(flexible ? '00' : 'ffffffff');
    expect(reader(flexible, hex).arrayLength()).toBe(0);
  });
});

describe('tagged fields', () => {
  it('are skipped, or handed over with their contents', () => {
    const r = reader(true, '02' + '0002abcd' + '8001010f' + '2a');
    const seen: [number, string][] = [];
    r.tags((tag, field) => seen.push([tag, rest(field)]));
    expect(seen).toEqual([
      [0, 'abcd'],
      [128, '0f'],
    ]);
    expect(r.int8()).toBe(42);
  });

  it('do not exist in the older dialect', () => {
    expect(written(false, (w) => w.tags())).toBe('');
    const r = reader(false, '2a');
    r.tags();
    expect(r.int8()).toBe(42);
  });
});

describe('answers that are not what they should be', () => {
  it.each<[what: string, flexible: boolean, hex: string, read: (r: Reader) => unknown]>([
    ['nothing, for a byte', false, '', (r) => r.int8()],
    ['half an int16', false, '00', (r) => r.int16()],
    ['three quarters of an int32', false, '000000', (r) => r.int32()],
    ['seven bytes of an int64', false, '00000000000000', (r) => r.int64()],
    ['half a uuid', true, '00'.repeat(8), (r) => r.uuid()],
    ['a text that is cut off', false, '000561', (r) => r.string()],
    ['a compact text that is cut off', true, '0661', (r) => r.string()],
    ['bytes that are cut off', false, '0000000501', (r) => r.bytes()],
    ['bytes of two billion', false, '7fffffff01', (r) => r.bytes()],
    ['a length without an end', true, '80', (r) => r.arrayLength()],
    ['a length of six bytes', true, '808080808001', (r) => r.arrayLength()],
    ['two billion elements', false, '7fffffff00', (r) => r.array(() => r.int8())],
    ['34 billion elements', true, 'ffffffff7f00', (r) => r.array(() => r.int8())],
    ['one element more than there are bytes', true, '030a', (r) => r.array(() => r.int8())],
    ['a tagged field that is cut off', true, '010005aa', (r) => r.tags()],
    ['two billion tagged fields', true, 'ffffffff07', (r) => r.tags()],
  ])('%s', (_, flexible, hex, read) => {
    expect(() => read(reader(flexible, hex))).toThrow(WireError);
  });

  it('never give anything but a WireError, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.boolean(),
        fc.array(fc.nat(8), { maxLength: 12 }),
        (bytes, flexible, steps) => {
          const r = new Reader(Buffer.from(bytes), flexible);
          const reads = [
            () => r.int8(),
            () => r.int16(),
            () => r.int32(),
            () => r.int64(),
            () => r.uuid(),
            () => r.nullableString(),
            () => r.bytes(),
            () => r.array(() => r.string()),
            () => r.tags(),
          ];
          try {
            for (const step of steps) reads[step]?.();
          } catch (error) {
            if (!(error instanceof WireError)) throw error;
          }
        },
      ),
    );
  });
});

describe('what is written can be read', () => {
  const int64 = fc.maxSafeInteger();
  const record = fc.record({
    flags: fc.array(fc.boolean()),
    small: fc.integer({ min: -128, max: 127 }),
    short: fc.integer({ min: -32_768, max: 32_767 }),
    int: fc.integer(),
    long: int64,
    name: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }), { nil: null }),
    offsets: fc.array(fc.tuple(fc.string({ unit: 'binary-ascii' }), int64), { maxLength: 200 }),
  });

  it.each(dialects)('in the $dialect dialect', ({ flexible }) => {
    fc.assert(
      fc.property(record, (value) => {
        const w = new Writer(flexible);
        w.array(value.flags, (flag) => w.bool(flag));
        w.int8(value.small);
        w.int16(value.short);
        w.int32(value.int);
        w.int64(value.long);
        w.string(value.name);
        w.array(value.offsets, ([name, offset]) => {
          w.string(name);
          w.int64(offset);
          w.tags();
        });
        w.tags();
        const r = new Reader(w.finish(), flexible);
        const read = {
          flags: r.array(() => r.bool()),
          small: r.int8(),
          short: r.int16(),
          int: r.int32(),
          long: r.int64(),
          name: r.nullableString(),
          offsets: r.array(() => {
            const row: [string, number] = [r.string(), r.int64()];
            r.tags();
            return row;
          }),
        };
        r.tags();
        expect(read).toEqual(value);
        expect(r.remaining).toBe(0);
      }),
    );
  });

  it('64-bit numbers are Java’s', () => {
    fc.assert(
      fc.property(int64, (value) => {
        const expected = Buffer.alloc(8);
        expected.writeBigInt64BE(BigInt(value));
        expect(written(true, (w) => w.int64(value))).toBe(expected.toString('hex'));
      }),
    );
  });
});

function written(flexible: boolean, write: (w: Writer) => void): string {
  const w = new Writer(flexible);
  write(w);
  return w.finish().toString('hex');
}

function reader(flexible: boolean, hex: string): Reader {
  return new Reader(Buffer.from(hex, 'hex'), flexible);
}

function rest(r: Reader): string {
  return Buffer.from(Array.from({ length: r.remaining }, () => r.int8() & 0xff)).toString('hex');
}
