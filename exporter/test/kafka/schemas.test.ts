import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { kafkaJars, newestVersion } from '../../../cluster/src/jars.ts';
import { javaCommand } from '../../../cluster/src/java.ts';
import { BrokerAnswerError } from '../../src/kafka/errors.ts';
import { Reader } from '../../src/kafka/wire.ts';
import { readFixture } from '../protocol/fixtures.ts';
import { arbitraryMessage, isIn, type MessageSchema } from '../protocol/message-schema.ts';
import { recordables } from '../protocol/recordable.ts';

jest.setTimeout(120_000);

const source = path.join(import.meta.dirname, 'java', 'Schemas.java');
const requests = recordables.map((recordable) => ({ recordable, ...recordable.ask([]) }));
/** As JSON, by name. */
let schemas: ReadonlyMap<string, string>;

/** Kafka's own description of its protocol is in its clients' jar. */
beforeAll(async () => {
  const jars = await kafkaJars(newestVersion);
  const names = requests.flatMap(({ name }) => [`${name}Request`, `${name}Response`]);
  const { stdout } = await promisify(execFile)(javaCommand(), ['-cp', jars.classPath, source, ...names]);
  const lines = stdout.trim().split('\n');
  schemas = new Map(lines.map((line) => [(JSON.parse(line) as MessageSchema).name, line]));
});

describe.each(requests)('$name', ({ recordable, name, versions, flexibleFrom }) => {
  const everyVersion = Array.from({ length: versions[1] - versions[0] + 1 }, (_, i) => versions[0] + i);

  it('is flexible from the version on that Kafka says', () => {
    const { flexibleVersions } = schema(`${name}Request`);
    for (const version of everyVersion) {
      expect([version, version >= flexibleFrom]).toEqual([version, isIn(version, flexibleVersions)]);
    }
  });

  it.each(everyVersion)('v%i is read to the last byte, whatever a broker answers', async (version) => {
    const { question } = readFixture(recordable, version);
    const response = schema(`${name}Response`, recordable.file === 'metadata-by-id' ? undefined : namedTopics);
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        const bytes = arbitraryMessage(response, version, generate);
        const r = new Reader(bytes, version >= flexibleFrom);
        try {
          await recordable.ask(question).decode(r, version);
        } catch (error) {
          // An error code that the broker gave the whole answer.
          if (error instanceof BrokerAnswerError) return;
          throw error;
        }
        // The nodes at its end are left unread.
        if (name === 'DescribeQuorum') return;
        if (name !== 'ApiVersions') r.tags();
        expect(r.remaining).toBe(0);
      }),
    );
  });
});

function schema(name: string, revive?: typeof namedTopics): MessageSchema {
  const found = schemas.get(name);
  if (found === undefined) throw new Error(`no schema of ${name}`);
  return JSON.parse(found, revive) as MessageSchema;
}

/** A topic has no name only in an answer to a question by topic id, which one request alone asks. */
function namedTopics(_key: string, value: unknown): unknown {
  const isTopicName =
    typeof value === 'object' && value !== null && 'entityType' in value && value.entityType === 'topicName';
  return isTopicName ? { ...value, nullableVersions: 'none' } : value;
}
