import type { KafkaRequest } from '../../src/kafka/request.ts';
import { apiVersions } from '../../src/kafka/requests/api-versions.ts';
import { consumerGroupDescribe } from '../../src/kafka/requests/consumer-group-describe.ts';
import { describeConfigs, type ConfigResource } from '../../src/kafka/requests/describe-configs.ts';
import { describeGroups } from '../../src/kafka/requests/describe-groups.ts';
import { describeLogDirs } from '../../src/kafka/requests/describe-log-dirs.ts';
import { describeProducers, type ProducersQuestion } from '../../src/kafka/requests/describe-producers.ts';
import { describeQuorum } from '../../src/kafka/requests/describe-quorum.ts';
import { describeShareGroupOffsets } from '../../src/kafka/requests/describe-share-group-offsets.ts';
import { describeTransactions } from '../../src/kafka/requests/describe-transactions.ts';
import { fetchRecords, type FetchQuestion } from '../../src/kafka/requests/fetch.ts';
import { listGroups } from '../../src/kafka/requests/list-groups.ts';
import { listOffsets, type ListOffsetsQuestion } from '../../src/kafka/requests/list-offsets.ts';
import { listTransactions } from '../../src/kafka/requests/list-transactions.ts';
import { metadata } from '../../src/kafka/requests/metadata.ts';
import { metadataById } from '../../src/kafka/requests/metadata-by-id.ts';
import { offsetFetch } from '../../src/kafka/requests/offset-fetch.ts';
import { offsetForLeaderEpoch, type EpochQuestion } from '../../src/kafka/requests/offset-for-leader-epoch.ts';
import { shareGroupDescribe } from '../../src/kafka/requests/share-group-describe.ts';
import { streamsGroupDescribe } from '../../src/kafka/requests/streams-group-describe.ts';
import { toJson, type Json } from './json.ts';

/** One exchange with a broker: test/fixtures/protocol/<file>.v<version>.json. Bytes in base64, without the headers. */
export interface Fixture {
  readonly api: string;
  readonly version: number;
  /** What the request was made from. */
  readonly question: Json;
  readonly request: string;
  readonly response: string;
  /** What the decoder made of the response, sinks included. */
  readonly answer: Json;
}

/** A request as data: made of a question that JSON holds, its answer told as JSON. */
export interface Recordable {
  /** The file in src/kafka/requests without its ending. */
  readonly file: string;
  ask(question: Json): KafkaRequest<Json>;
}

/** Every request in src/kafka/requests. */
export const recordables: readonly Recordable[] = [
  simple('api-versions', apiVersions),
  simple('consumer-group-describe', consumerGroupDescribe),
  simple('describe-configs', (question: { type: ConfigResource; resources: string[]; keys: string[] }) =>
    describeConfigs(question.type, question.resources, question.keys),
  ),
  simple('describe-groups', describeGroups),
  withSink('describe-log-dirs', (_: null, tell) => describeLogDirs((...replica) => tell(replica))),
  withSink('describe-producers', (topics: ProducersQuestion[], tell) =>
    describeProducers(topics, {
      partition: (...partition) => {
        tell(partition);
      },
      producer: (producer) => {
        tell([producer]);
      },
    }),
  ),
  simple('describe-quorum', describeQuorum),
  simple('describe-share-group-offsets', describeShareGroupOffsets),
  simple('describe-transactions', describeTransactions),
  withSink('fetch', (question: FetchQuestion, tell) =>
    fetchRecords(question, (topic, partition, error, records) => {
      tell([topic, partition, error, records.toString('base64')]);
    }),
  ),
  simple('list-groups', listGroups),
  withSink('list-offsets', (question: ListOffsetsQuestion, tell) => listOffsets(question, (...offset) => tell(offset))),
  simple('list-transactions', listTransactions),
  withSink('metadata', (_: null, tell) =>
    metadata({
      topic: (...topic) => {
        tell(topic);
        return true;
      },
      partition: (...partition) => tell(partition),
    }),
  ),
  simple('metadata-by-id', metadataById),
  simple('offset-fetch', offsetFetch),
  withSink('offset-for-leader-epoch', (topics: EpochQuestion[], tell) =>
    offsetForLeaderEpoch(topics, (...end) => tell(end)),
  ),
  simple('share-group-describe', shareGroupDescribe),
  simple('streams-group-describe', streamsGroupDescribe),
];

function simple<Answer>(file: string, make: (question: never) => KafkaRequest<Answer>): Recordable {
  return {
    file,
    ask: (question) => {
      const request = make(question as never);
      return { ...request, decode: async (r, version) => toJson(await request.decode(r, version)) };
    },
  };
}

/** The answer is what the sink was told, in order, and then what the decoder returned. */
function withSink<Answer>(
  file: string,
  make: (question: never, tell: (row: readonly unknown[]) => void) => KafkaRequest<Answer>,
): Recordable {
  return {
    file,
    ask: (question) => {
      const told: Json[] = [];
      const request = make(question as never, (row) => told.push(toJson(row)));
      return {
        ...request,
        decode: async (r, version) => ({ returned: toJson(await request.decode(r, version)), told }),
      };
    },
  };
}
