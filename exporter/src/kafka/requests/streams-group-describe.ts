import type { KafkaRequest } from '../request.ts';
import type { Reader } from '../wire.ts';
import { writeGroupIds, type DescribedGroup, type DescribedMember, type TopicPartitions } from './described-group.ts';

/**
 * StreamsGroupDescribe (key 89, KIP-1071). Always flexible.
 *
 *   request  => group_ids:ARRAY[STRING] include_authorized_operations:BOOL TAGS
 *   response => throttle_time_ms:INT32
 *               groups:ARRAY[error_code:INT16 error_message:NULLABLE_STRING group_id:STRING group_state:STRING
 *                 group_epoch:INT32 assignment_epoch:INT32 topology:NULLABLE_TOPOLOGY
 *                 members:ARRAY[member_id:STRING member_epoch:INT32 instance_id:NULLABLE_STRING
 *                   rack_id:NULLABLE_STRING client_id:STRING client_host:STRING topology_epoch:INT32
 *                   process_id:STRING user_endpoint:NULLABLE[host:STRING port:UINT16 TAGS]
 *                   client_tags:ARRAY[KEY_VALUE] task_offsets:ARRAY[TASK_OFFSET] task_end_offsets:ARRAY[TASK_OFFSET]
 *                   assignment:TASKS target_assignment:TASKS is_classic:BOOL TAGS]
 *                 authorized_operations:INT32 TAGS] TAGS
 *   TOPOLOGY   => epoch:INT32 subtopologies:NULLABLE_ARRAY[subtopology_id:STRING source_topics:ARRAY[STRING]
 *                 repartition_sink_topics:ARRAY[STRING] state_changelog_topics:ARRAY[TOPIC_INFO]
 *                 repartition_source_topics:ARRAY[TOPIC_INFO] TAGS] TAGS
 *   TOPIC_INFO => name:STRING partitions:INT32 replication_factor:INT16 topic_configs:ARRAY[KEY_VALUE] TAGS
 *   KEY_VALUE  => key:STRING value:STRING TAGS
 *   TASK_OFFSET=> subtopology_id:STRING partition:INT32 offset:INT64 TAGS
 *   TASKS      => active:ARRAY[IDS] standby:ARRAY[IDS] warmup:ARRAY[IDS] TAGS; IDS => subtopology_id:STRING partitions:ARRAY[INT32] TAGS
 *
 * A nullable structure is preceded by INT8: -1 null, 1 present.
 */
export function streamsGroupDescribe(ids: readonly string[]): KafkaRequest<DescribedGroup[]> {
  return {
    name: 'StreamsGroupDescribe',
    key: 89,
    versions: [0, 0],
    flexibleFrom: 0,
    encode(w) {
      writeGroupIds(w, ids);
    },
    decode(r) {
      r.int32();
      return r.array(() => readGroup(r));
    },
  };
}

/** Topics that each subtopology reads, by its id. */
type Sources = ReadonlyMap<string, readonly string[]>;

function readGroup(r: Reader): DescribedGroup {
  const error = r.int16();
  const errorMessage = r.nullableString();
  const id = r.string();
  const state = r.string();
  const epoch = r.int32();
  r.int32();
  const sources: Sources = r.int8() < 0 ? new Map<string, string[]>() : readTopology(r);
  const members = r.array(() => readMember(r, sources));
  r.int32();
  r.tags();
  return { id, error, errorMessage, state, protocolType: undefined, protocol: 'streams', epoch, members };
}

function readTopology(r: Reader): Sources {
  r.int32();
  const sources = new Map<string, string[]>();
  for (let count = r.arrayLength(); count > 0; count--) {
    const id = r.string();
    const topics = r.array(() => r.string());
    r.array(() => r.string());
    r.array(() => readTopicInfo(r));
    topics.push(...r.array(() => readTopicInfo(r)));
    r.tags();
    sources.set(id, topics);
  }
  r.tags();
  return sources;
}

function readTopicInfo(r: Reader): string {
  const name = r.string();
  r.int32();
  r.int16();
  skipPairs(r);
  r.tags();
  return name;
}

function readMember(r: Reader, sources: Sources): DescribedMember {
  const id = r.string();
  r.int32();
  const instanceId = r.nullableString() ?? undefined;
  r.nullableString();
  const clientId = r.string();
  const host = r.string();
  r.int32();
  r.string();
  if (r.int8() >= 0) {
    r.string();
    r.uint16();
    r.tags();
  }
  skipPairs(r);
  skipTaskOffsets(r);
  skipTaskOffsets(r);
  const assignment = readTasks(r, sources);
  readTasks(r, sources);
  r.bool();
  r.tags();
  return { id, instanceId, clientId, host, assignment };
}

/** Active tasks as the partitions that they read: task p of a subtopology reads partition p of each of its sources. */
function readTasks(r: Reader, sources: Sources): TopicPartitions[] {
  const assignment: TopicPartitions[] = [];
  const read = () => {
    const subtopology = r.string();
    const partitions = r.array(() => r.int32());
    r.tags();
    return { subtopology, partitions };
  };
  for (const task of r.array(read)) {
    for (const topic of sources.get(task.subtopology) ?? []) assignment.push({ topic, partitions: task.partitions });
  }
  r.array(read);
  r.array(read);
  r.tags();
  return assignment;
}

function skipPairs(r: Reader): void {
  r.array(() => {
    r.string();
    r.string();
    r.tags();
  });
}

function skipTaskOffsets(r: Reader): void {
  r.array(() => {
    r.string();
    r.int32();
    r.int64Approximate();
    r.tags();
  });
}
