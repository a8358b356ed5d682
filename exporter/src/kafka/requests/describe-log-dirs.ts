import { nextTurn, sliceIsOver } from '../../event-loop.ts';
import { BrokerAnswerError } from '../errors.ts';
import type { KafkaRequest } from '../request.ts';

/**
 * DescribeLogDirs (key 35): log directories of the asked broker and the sizes of the replicas in them.
 * v2 flexible, v3 error code, v4 total and usable bytes (KIP-827), v5 cordoned directories.
 *
 *   request  => topics:NULLABLE_ARRAY TAGS
 *   response => throttle_time_ms:INT32 error_code:INT16(3+)
 *               results:ARRAY[error_code:INT16 log_dir:STRING
 *                 topics:ARRAY[name:STRING partitions:ARRAY[partition_index:INT32 partition_size:INT64 offset_lag:INT64
 *                   is_future_key:BOOL TAGS] TAGS]
 *                 total_bytes:INT64(4+) usable_bytes:INT64(4+) is_cordoned:BOOL(5+) TAGS] TAGS
 */
export interface DescribedLogDir {
  readonly path: string;
  readonly error: number;
  /** Bytes of all replicas in it. */
  readonly sizeBytes: number;
  readonly totalBytes: number | undefined;
  readonly usableBytes: number | undefined;
}

/** Called for every replica on the broker except those on their way to another directory. Bytes. */
export type ReplicaSizeSink = (topic: string, partition: number, sizeBytes: number) => void;

export function describeLogDirs(sink: ReplicaSizeSink): KafkaRequest<DescribedLogDir[]> {
  return {
    name: 'DescribeLogDirs',
    key: 35,
    versions: [1, 5],
    flexibleFrom: 2,
    encode(w) {
      w.arrayLength(null);
      w.tags();
    },
    async decode(r, version) {
      r.int32();
      const failure = version >= 3 ? r.int16() : 0;
      if (failure !== 0) throw new BrokerAnswerError('DescribeLogDirs', failure);
      const dirs: DescribedLogDir[] = [];
      for (let count = r.arrayLength(); count > 0; count--) {
        const error = r.int16();
        const path = r.string();
        let sizeBytes = 0;
        for (let topics = r.arrayLength(); topics > 0; topics--) {
          const topic = r.string();
          for (let left = r.arrayLength(); left > 0; left--) {
            const partition = r.int32();
            const size = r.int64();
            r.int64Approximate();
            const future = r.bool();
            r.tags();
            sizeBytes += size;
            if (!future) sink(topic, partition, size);
          }
          r.tags();
          if (sliceIsOver()) await nextTurn();
        }
        const totalBytes = version >= 4 ? known(r.int64Approximate()) : undefined;
        const usableBytes = version >= 4 ? known(r.int64Approximate()) : undefined;
        if (version >= 5) r.bool();
        r.tags();
        dirs.push({ path, error, sizeBytes, totalBytes, usableBytes });
      }
      return dirs;
    },
  };
}

function known(bytes: number): number | undefined {
  return bytes < 0 ? undefined : bytes;
}
