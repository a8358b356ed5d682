import fc from 'fast-check';

/** A message as Kafka describes it in common/message/*.json: as much of it as tells the layout. */
export interface MessageSchema {
  readonly name: string;
  readonly validVersions: string;
  readonly flexibleVersions: string;
  readonly fields: readonly Field[];
  readonly commonStructs?: readonly Struct[];
}
interface Struct {
  readonly name: string;
  readonly fields: readonly Field[];
}
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly versions: string;
  readonly nullableVersions?: string;
  readonly tag?: number;
  readonly taggedVersions?: string;
  readonly fields?: readonly Field[];
}

/** fast-check's generator within a property. */
type Generate = fc.GeneratorValue;

/** Made once: to make an arbitrary of texts is expensive. */
const text = fc.oneof(fc.constant('consumer'), fc.string({ unit: 'grapheme', maxLength: 200 }));
const anyText = (): fc.Arbitrary<string> => text;

/** Whether a version is in a range as the schemas write them: '3', '0-7', '2+' or 'none'. */
export function isIn(version: number, range = 'none'): boolean {
  const [, first, rest] = /^(\d+)(\+|-\d+)?$/.exec(range) ?? [];
  if (first === undefined) return false;
  if (rest === '+') return version >= Number(first);
  return version >= Number(first) && version <= Number(rest?.slice(1) ?? first);
}

/**
 * The bytes of a message with arbitrary contents: every layout that a broker may answer, with tagged fields that
 * nobody knows yet. Written without the code under test. 64-bit numbers stay within what a double holds exactly.
 */
export function arbitraryMessage(schema: MessageSchema, version: number, generate: Generate): Buffer {
  const flexible = isIn(version, schema.flexibleVersions);
  return struct(schema.fields);

  function struct(fields: readonly Field[]): Buffer {
    const own = fields.filter((field) => isIn(version, field.versions));
    const isTagged = (field: Field): boolean => isIn(version, field.taggedVersions);
    const parts = own.filter((field) => !isTagged(field)).map(value);
    return Buffer.concat(flexible ? [...parts, tags(own.filter(isTagged))] : parts);
  }

  function tags(fields: readonly Field[]): Buffer {
    const present = fields
      .filter(() => generate(fc.boolean))
      .map((field) => ({ tag: field.tag ?? NaN, bytes: value(field) }));
    const unknown = generate(fc.boolean) ? [{ tag: 200, bytes: generateBytes() }] : [];
    const all = [...present, ...unknown];
    return Buffer.concat([
      varint(all.length),
      ...all.flatMap(({ tag, bytes }) => [varint(tag), varint(bytes.length), bytes]),
    ]);
  }

  function value(field: Field): Buffer {
    const isNull = isIn(version, field.nullableVersions) && generate(fc.boolean);
    if (field.type.startsWith('[]')) {
      const items = isNull
        ? null
        : Array.from({ length: generate(fc.nat, { max: 3 }) }, () => single(field, field.type.slice(2), false));
      return Buffer.concat([length(items?.length, 4), ...(items ?? [])]);
    }
    return single(field, field.type, isNull);
  }

  function single(field: Field, type: string, isNull: boolean): Buffer {
    switch (type) {
      case 'bool':
        return integer(generate(fc.nat, { max: 1 }), 1);
      case 'int8':
        return integer(generate(fc.integer, { min: -128, max: 127 }), 1);
      case 'int16':
        // Most answers should not end with an error.
        if (field.name === 'ErrorCode' && generate(fc.nat, { max: 9 }) > 0) return integer(0, 2);
        return integer(generate(fc.integer, { min: -(2 ** 15), max: 2 ** 15 - 1 }), 2);
      case 'uint16':
        return integer(generate(fc.nat, { max: 65_535 }), 2);
      case 'int32':
        return integer(generate(fc.integer), 4);
      case 'int64':
        return integer(generate(fc.maxSafeInteger), 8);
      case 'uuid':
        return Buffer.from(generate(fc.uint8Array, { minLength: 16, maxLength: 16 }));
      case 'string': {
        const bytes = Buffer.from(generate(anyText));
        return isNull ? length(undefined, 2) : Buffer.concat([length(bytes.length, 2), bytes]);
      }
      case 'bytes':
      // Batches of records, which come as bytes.
      case 'records': {
        const bytes = generateBytes();
        return isNull ? length(undefined, 4) : Buffer.concat([length(bytes.length, 4), bytes]);
      }
      default: {
        const fields = field.fields ?? schema.commonStructs?.find(({ name }) => name === type)?.fields;
        if (fields === undefined) throw new TypeError(`${schema.name} has a field of the unknown type ${type}`);
        if (isNull) return integer(-1, 1);
        const isNullable = isIn(version, field.nullableVersions) && !field.type.startsWith('[]');
        return Buffer.concat([...(isNullable ? [integer(1, 1)] : []), struct(fields)]);
      }
    }
  }

  /** Of a text, bytes or a list; undefined for null. */
  function length(size: number | undefined, olderBytes: 2 | 4): Buffer {
    return flexible ? varint(size === undefined ? 0 : size + 1) : integer(size ?? -1, olderBytes);
  }

  function generateBytes(): Buffer {
    return Buffer.from(generate(fc.uint8Array, { maxLength: 40 }));
  }
}

function integer(value: number, bytes: 1 | 2 | 4 | 8): Buffer {
  const whole = Buffer.alloc(8);
  whole.writeBigInt64BE(BigInt(value));
  return whole.subarray(8 - bytes);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
