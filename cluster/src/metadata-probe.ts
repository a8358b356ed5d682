import { connect } from 'node:net';

/** What one broker believes about the cluster. */
export interface ClusterView {
  readonly brokerIds: readonly number[];
  /** -1 while it knows of no controller. */
  readonly controllerId: number;
}

/**
 * Asks one broker for Metadata v5 over a plaintext listener: what a cluster needs to know of itself
 * before it calls itself ready, without a Kafka client.
 *
 * Request: length int32, api_key int16 = 3, api_version int16 = 5, correlation_id int32, client_id
 * nullable string, topics array (empty: none), allow_auto_topic_creation bool.
 * Response: length int32, correlation_id int32, throttle_time_ms int32, brokers [node_id int32, host
 * string, port int32, rack nullable string], cluster_id nullable string, controller_id int32, …
 */
export function probeMetadata(port: number, timeoutMs = 2000): Promise<ClusterView> {
  const request = Buffer.alloc(19);
  request.writeInt32BE(15, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(5, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: timeoutMs });
    let received = Buffer.alloc(0);
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      socket.destroy();
      resolve(readView(received));
    });
    socket.on('error', reject);
    socket.on('timeout', () => socket.destroy(new Error(`no answer on port ${port} in ${timeoutMs} ms`)));
    socket.on('close', () => reject(new Error(`port ${port} closed the connection without an answer`)));
  });
}

export function readView(response: Buffer): ClusterView {
  let at = 12;
  const skipString = (): void => {
    const length = response.readInt16BE(at);
    at += 2 + Math.max(length, 0);
  };
  const count = response.readInt32BE(at);
  at += 4;
  const brokerIds: number[] = [];
  for (let i = 0; i < count; i++) {
    brokerIds.push(response.readInt32BE(at));
    at += 4;
    skipString();
    at += 4;
    skipString();
  }
  skipString();
  return { brokerIds: brokerIds.sort((a, b) => a - b), controllerId: response.readInt32BE(at) };
}
