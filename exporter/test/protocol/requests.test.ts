import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Reader, WireError, Writer } from '../../src/kafka/wire.ts';
import { fixtureNames, fixturePath, readFixture } from './fixtures.ts';
import { recordables } from './recordable.ts';

const sources = path.join(import.meta.dirname, '..', '..', 'src', 'kafka', 'requests');
/** Types that requests share. */
const noRequests = ['described-group'];
/** The decoder wants the tagged fields at the end of the answer; the others leave them. */
const readsItsTags = ['api-versions'];
/** The decoder stops at the list of nodes that v2 has at the end. */
const leavesTheRest = ['describe-quorum'];

describe('every request', () => {
  it('is recorded', () => {
    const files = readdirSync(sources).map((name) => name.replace(/\.ts$/, ''));
    expect(recordables.map(({ file }) => file)).toEqual(files.filter((file) => !noRequests.includes(file)).sort());
  });

  it('has no fixture of a version that is not spoken', () => {
    const spoken = exchanges().map(({ recordable, version }) => path.basename(fixturePath(recordable, version)));
    expect(fixtureNames()).toEqual(spoken.sort());
  });
});

describe.each(exchanges())('$recordable.file v$version', ({ recordable, version }) => {
  const fixture = (): ReturnType<typeof readFixture> => {
    // A missing one is recorded by `npm run record-fixtures`.
    expect(existsSync(fixturePath(recordable, version))).toBe(true);
    return readFixture(recordable, version);
  };

  it('is written as recorded', () => {
    const { question, request } = fixture();
    const asked = recordable.ask(question);
    const w = new Writer(version >= asked.flexibleFrom);
    asked.encode(w, version);
    expect(w.finish().toString('base64')).toBe(request);
  });

  it('is read as recorded, to the last byte', async () => {
    const { question, response, answer } = fixture();
    const asked = recordable.ask(question);
    const r = new Reader(Buffer.from(response, 'base64'), version >= asked.flexibleFrom);
    expect(await asked.decode(r, version)).toEqual(answer);
    if (!readsItsTags.includes(recordable.file)) r.tags();
    if (!leavesTheRest.includes(recordable.file)) expect(r.remaining).toBe(0);
  });

  it('fails as a whole when the answer is cut off', async () => {
    const { question, response } = fixture();
    const asked = recordable.ask(question);
    const bytes = Buffer.from(response, 'base64');
    const half = new Reader(bytes.subarray(0, bytes.length >> 1), version >= asked.flexibleFrom);
    await expect((async () => asked.decode(half, version))()).rejects.toThrow(WireError);
  });
});

/** All versions of all requests. */
function exchanges(): { recordable: (typeof recordables)[number]; version: number }[] {
  return recordables.flatMap((recordable) => {
    const [first, last] = recordable.ask([]).versions;
    return Array.from({ length: last - first + 1 }, (_, i) => ({ recordable, version: first + i }));
  });
}
