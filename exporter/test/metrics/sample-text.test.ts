import { describe, expect, it } from '@jest/globals';
import { ChunkPool } from '../../src/metrics/chunk-pool.ts';
import { label, labelTable, numberedTable } from '../../src/metrics/label-table.ts';
import { SampleText } from '../../src/metrics/sample-text.ts';

function written(constant: string, write: (text: SampleText) => void): string {
  const text = new SampleText(new ChunkPool(), constant);
  text.startFamily('metric');
  write(text);
  return Buffer.concat(text.endFamily().parts).toString();
}

describe('values', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [-1, '-1'],
    [9, '9'],
    [10, '10'],
    [2_147_483_647, '2147483647'],
    [2_147_483_648, '2147483648'],
    [10_000_000_000, '10000000000'],
    [70_000_000_000_007, '70000000000007'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740991'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('%d is written as %s', (value, expected) => {
    expect(written('', (text) => text.writeText(value, ''))).toBe(`metric ${expected}\n`);
  });

  it('that are unknown are not written', () => {
    expect(written('', (text) => text.writeText(NaN, 'a="b"'))).toBe('');
    expect(written('', (text) => text.write(NaN, labelTable(['a="b"']), 0))).toBe('');
  });
});

describe('labels', () => {
  const topics = labelTable([label('topic', 'a'), label('topic', 'ü"')]);

  it('stand in braces, constant ones first', () => {
    expect(written('', (text) => text.write(1, topics, 1))).toBe('metric{topic="ü\\""} 1\n');
    expect(written('c="d"', (text) => text.write(1, topics, 0))).toBe('metric{c="d",topic="a"} 1\n');
    expect(written('c="d"', (text) => text.writeText(1, ''))).toBe('metric{c="d"} 1\n');
    expect(written('c="d"', (text) => text.writeText(1, 'e="f"'))).toBe('metric{c="d",e="f"} 1\n');
    expect(written('', (text) => text.writeWith(1, topics, 0, 'e="f"'))).toBe('metric{topic="a",e="f"} 1\n');
    expect(written('', (text) => text.write(1, topics, 0, labelTable(['e="f"']), 0))).toBe(
      'metric{topic="a",e="f"} 1\n',
    );
  });

  it('are numbered within each text', () => {
    const { bytes, start } = numberedTable(topics, [2, 1], 'partition');
    const texts = Array.from({ length: 3 }, (_, index) =>
      Buffer.from(bytes.subarray(start[index], start[index + 1])).toString(),
    );
    expect(texts).toEqual(['topic="a",partition="0"', 'topic="a",partition="1"', 'topic="ü\\"",partition="0"']);
  });

  it('may be larger than a chunk, and fill many', () => {
    const long = label('client_id', 'x'.repeat(300_000));
    const lines = written('', (text) => {
      text.writeText(1, 'a="b"');
      text.writeText(2, long);
      for (let index = 0; index < 20_000; index++) text.write(index, topics, 0);
    }).split('\n');
    expect(lines).toHaveLength(20_003);
    expect(lines[1]).toBe(`metric{${long}} 2`);
    expect(lines[20_001]).toBe('metric{topic="a"} 19999');
  });
});

describe('memory', () => {
  it('is used again once it is given back', () => {
    const pool = new ChunkPool();
    const first = pool.take(100);
    pool.give([first], 1);
    expect(pool.take(100)).toBe(first);
    expect(pool.take(100)).not.toBe(first);
  });
});
