import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * ApiVersions (key 18), asked for the cluster's finalized features (KIP-584), which kafkajs's own handshake leaves out.
 * The answer's header carries no tagged fields in any version, so that old clients can read it.
 *
 *   request  v3+ => client_software_name:STRING client_software_version:STRING TAGS
 *   response v3+ => error_code:INT16 api_keys:ARRAY[api_key:INT16 min_version:INT16 max_version:INT16 TAGS]
 *                   throttle_time_ms:INT32
 *                   TAGS{ 2: finalized_features:ARRAY[name:STRING max_version_level:INT16 min_version_level:INT16 TAGS] }
 */
export function apiVersions(software: {
  readonly name: string;
  readonly version: string;
}): KafkaRequest<FinalizedFeatures> {
  return {
    name: 'ApiVersions',
    key: 18,
    versions: [3, 4],
    flexibleFrom: 3,
    encode(w) {
      w.string(software.name);
      w.string(software.version);
      w.tags();
    },
    decode(r) {
      const error = r.int16();
      if (error !== 0) throw new BrokerAnswerError('ApiVersions', error);
      r.array(() => {
        r.int16();
        r.int16();
        r.int16();
        r.tags();
      });
      r.int32();
      const features = new Map<string, number>();
      r.tags((tag, field) => {
        if (tag !== 2) return;
        field.array(() => {
          features.set(field.string(), field.int16());
          field.int16();
          field.tags();
        });
      });
      return features;
    },
  };
}

/** Finalized level by feature name, e.g. 'metadata.version' -> 29. */
export type FinalizedFeatures = ReadonlyMap<string, number>;
