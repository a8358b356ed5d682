/**
 * Kafka's primitive types, read and written in either of the protocol's two dialects: the older one with
 * 16- and 32-bit lengths, and the flexible one (KIP-482) with compact lengths and tagged fields. Which one
 * holds is a property of the request's version, so that each request is described once.
 * kafkajs has an encoder and a decoder of its own; theirs make a BigInt of every 64-bit number, which costs
 * more than the rest of a refresh on a large cluster.
 */
export class Writer {
  readonly flexible: boolean;
  private buffer = Buffer.allocUnsafe(4096);
  private offset = 0;

  constructor(flexible: boolean) {
    this.flexible = flexible;
  }

  private reserve(size: number): number {
    const at = this.offset;
    if (at + size > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, at + size));
      this.buffer.copy(larger, 0, 0, at);
      this.buffer = larger;
    }
    this.offset = at + size;
    return at;
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  int8(value: number): void {
    const at = this.reserve(1);
    this.buffer.writeInt8(value, at);
  }

  int16(value: number): void {
    const at = this.reserve(2);
    this.buffer.writeInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.reserve(4);
    this.buffer.writeInt32BE(value, at);
  }

  /** @throws RangeError for what a double does not hold exactly. */
  int64(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${String(value)} cannot be written as a 64-bit number`);
    const at = this.reserve(8);
    this.buffer.writeInt32BE(Math.floor(value / 2 ** 32), at);
    this.buffer.writeUInt32BE(value >>> 0, at + 4);
  }

  /** @param value as Kafka prints it, in base64url; @throws RangeError for anything else. */
  uuid(value: string): void {
    const bytes = Buffer.from(value, 'base64url');
    if (bytes.length !== 16) throw new RangeError(`${value} is no Uuid`);
    const at = this.reserve(bytes.length);
    bytes.copy(this.buffer, at);
  }

  string(value: string | null): void {
    if (value === null) {
      if (this.flexible) this.varint(0);
      else this.int16(-1);
      return;
    }
    const size = Buffer.byteLength(value);
    if (this.flexible) this.varint(size + 1);
    else this.int16(size);
    const at = this.reserve(size);
    this.buffer.write(value, at, size, 'utf8');
  }

  /** The number of elements that follow; null for a null array. */
  arrayLength(length: number | null): void {
    if (this.flexible) this.varint(length === null ? 0 : length + 1);
    else this.int32(length ?? -1);
  }

  array<T>(items: readonly T[], write: (item: T, index: number) => void): void {
    this.arrayLength(items.length);
    items.forEach(write);
  }

  /** Ends a structure: no tagged fields. */
  tags(): void {
    if (this.flexible) this.varint(0);
  }

  private varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.int8(((rest & 0x7f) | 0x80) - 0x100);
      rest >>>= 7;
    }
    this.int8(rest);
  }

  finish(): Buffer {
    return this.buffer.subarray(0, this.offset);
  }
}

/** An answer that is not what its schema says: a program that is no Kafka broker, or a codec that is wrong. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export class Reader {
  readonly flexible: boolean;
  private readonly buffer: Buffer;
  private offset = 0;

  constructor(buffer: Buffer, flexible: boolean) {
    this.buffer = buffer;
    this.flexible = flexible;
  }

  private advance(size: number): number {
    const at = this.offset;
    if (size < 0 || at + size > this.buffer.length) {
      throw new WireError(`the answer ends at byte ${String(this.buffer.length)}, in the middle of a value`);
    }
    this.offset = at + size;
    return at;
  }

  get remaining(): number {
    return this.buffer.length - this.offset;
  }

  bool(): boolean {
    return this.int8() !== 0;
  }

  int8(): number {
    return this.buffer.readInt8(this.advance(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.advance(2));
  }

  uint16(): number {
    return this.buffer.readUInt16BE(this.advance(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.advance(4));
  }

  /** A 64-bit number; one that a double cannot hold exactly is an error, not a rounding. */
  int64(): number {
    const at = this.advance(8);
    const value = this.buffer.readInt32BE(at) * 2 ** 32 + this.buffer.readUInt32BE(at + 4);
    if (!Number.isSafeInteger(value)) throw new WireError(`a 64-bit number is out of range: about ${String(value)}`);
    return value;
  }

  /** Like int64, for numbers that may be anything (Long.MAX_VALUE for "unlimited") and are not counted with. */
  int64Approximate(): number {
    const at = this.advance(8);
    return this.buffer.readInt32BE(at) * 2 ** 32 + this.buffer.readUInt32BE(at + 4);
  }

  /** Kafka prints its Uuid in base64url; the zero Uuid means that there is none. */
  uuid(): string | undefined {
    const at = this.advance(16);
    const bytes = this.buffer.subarray(at, at + 16);
    return bytes.every((byte) => byte === 0) ? undefined : bytes.toString('base64url');
  }

  nullableString(): string | null {
    const size = this.flexible ? this.varint() - 1 : this.int16();
    if (size < 0) return null;
    const at = this.advance(size);
    return this.buffer.toString('utf8', at, at + size);
  }

  string(): string {
    const value = this.nullableString();
    if (value === null) throw new WireError('a text is null where the schema allows none');
    return value;
  }

  /** A view into the answer, not a copy. */
  bytes(): Buffer {
    const size = this.flexible ? this.varint() - 1 : this.int32();
    if (size < 0) return Buffer.alloc(0);
    const at = this.advance(size);
    return this.buffer.subarray(at, at + size);
  }

  /** The number of elements that follow; 0 for a null array. */
  arrayLength(): number {
    const length = this.flexible ? this.varint() - 1 : this.int32();
    if (length > this.remaining) throw new WireError(`a list claims ${String(length)} elements, the answer is shorter`);
    return Math.max(0, length);
  }

  array<T>(read: () => T): T[] {
    const length = this.arrayLength();
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(read());
    return items;
  }

  /** Skips the tagged fields at the end of a structure, handing each to `read` where one is given. */
  tags(read?: (tag: number, field: Reader) => void): void {
    if (!this.flexible) return;
    for (let count = this.varint(); count > 0; count--) {
      const tag = this.varint();
      const size = this.varint();
      const at = this.advance(size);
      read?.(tag, new Reader(this.buffer.subarray(at, at + size), true));
    }
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer.readUInt8(this.advance(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new WireError('a compact length is longer than 5 bytes');
  }
}
