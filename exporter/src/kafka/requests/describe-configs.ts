import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * DescribeConfigs (key 32). v1 sources and synonyms, v3 types, v4 flexible. Any broker knows those of topics, and each
 * its own. Needs DESCRIBE_CONFIGS on the topics, or on the cluster for those of brokers. A broker leaves out keys that
 * it does not know.
 *
 *   request  => resources:ARRAY[resource_type:INT8 resource_name:STRING configuration_keys:NULLABLE_ARRAY[STRING] TAGS]
 *               include_synonyms:BOOL include_documentation:BOOL(3+) TAGS
 *   response => throttle_time_ms:INT32
 *               results:ARRAY[error_code:INT16 error_message:NULLABLE_STRING resource_type:INT8 resource_name:STRING
 *                 configs:ARRAY[name:STRING value:NULLABLE_STRING read_only:BOOL config_source:INT8 is_sensitive:BOOL
 *                   synonyms:ARRAY[name:STRING value:NULLABLE_STRING source:INT8 TAGS] config_type:INT8(3+)
 *                   documentation:NULLABLE_STRING(3+) TAGS] TAGS] TAGS
 */
export interface DescribedConfig {
  /** The topic's name or the broker's id. */
  readonly resource: string;
  readonly error: number;
  readonly errorMessage: string | null;
  readonly values: ReadonlyMap<string, string>;
}

const resourceTypes = { topic: 2, broker: 4 } as const;
export type ConfigResource = keyof typeof resourceTypes;

export function describeConfigs(
  type: ConfigResource,
  resources: readonly string[],
  keys: readonly string[],
): KafkaRequest<DescribedConfig[]> {
  return {
    name: 'DescribeConfigs',
    key: 32,
    versions: [1, 4],
    flexibleFrom: 4,
    encode(w, version) {
      w.array(resources, (resource) => {
        w.int8(resourceTypes[type]);
        w.string(resource);
        w.array(keys, (key) => {
          w.string(key);
        });
        w.tags();
      });
      w.bool(false);
      if (version >= 3) w.bool(false);
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      const answers: DescribedConfig[] = [];
      for (let count = r.arrayLength(); count > 0; count--) {
        const error = r.int16();
        const errorMessage = r.nullableString();
        r.int8();
        const resource = r.string();
        const values = new Map<string, string>();
        for (let left = r.arrayLength(); left > 0; left--) {
          const key = r.string();
          const value = r.nullableString();
          r.bool();
          r.int8();
          r.bool();
          r.array(() => {
            r.string();
            r.nullableString();
            r.int8();
            r.tags();
          });
          if (version >= 3) {
            r.int8();
            r.nullableString();
          }
          r.tags();
          if (value !== null) values.set(key, value);
        }
        r.tags();
        answers.push({ resource, error, errorMessage, values });
        if (sliceIsOver()) await nextTurn();
      }
      return answers;
    },
  };
}
