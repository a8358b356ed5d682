import { expect, it } from '@jest/globals';
import { readView } from '../src/metadata-probe.ts';

const string = (text: string | null): Buffer => {
  const length = Buffer.alloc(2);
  length.writeInt16BE(text === null ? -1 : Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text ?? '')]);
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

it('reads brokers and controller, past racks and names that are null', () => {
  const body = Buffer.concat([
    int32(1),
    int32(0),
    int32(2),
    ...[int32(2), string('127.0.0.1'), int32(9094), string(null)],
    ...[int32(1), string('localhost'), int32(9092), string('rack-a')],
    string('cluster'),
    int32(2),
    int32(0),
  ]);
  expect(readView(Buffer.concat([int32(body.length), body]))).toEqual({ brokerIds: [1, 2], controllerId: 2 });
});
