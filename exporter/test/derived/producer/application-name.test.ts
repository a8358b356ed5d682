import { expect, it } from '@jest/globals';
import { applicationName } from '../../../src/derived/producer/application-name.ts';

const process = '8f3b1c9e-0a53-4a39-9d0a-6f3f2c5d7e11';

it.each([
  ['payment-service', 'payment-service'],
  ['payment-service-1', 'payment-service'],
  ['payment-service.12', 'payment-service'],
  ['tx-orders-0', 'tx-orders'],
  // Kafka Streams: transactional ids of both generations, and client ids.
  [`wordcount-${process}-1`, 'wordcount'],
  ['wordcount-0_12', 'wordcount'],
  [`wordcount-${process}-StreamThread-1-consumer`, 'wordcount'],
  [`wordcount-${process}-StreamThread-2-restore-consumer`, 'wordcount'],
  // Flink, Kafka Connect, and Java's consumers.
  ['sink-job-3-17', 'sink-job'],
  ['connector-producer-mysql-orders-0', 'mysql-orders'],
  ['connector-consumer-s3-2', 's3'],
  ['consumer-billing-4', 'billing'],
  // Nothing but additions is left as it is.
  ['42', '42'],
  ['-1', '-1'],
])('%s tells of %s', (id, name) => {
  expect(applicationName(id)).toBe(name);
});

it.each(['', 'producer-1', 'consumer-2', 'rdkafka', 'sarama', 'kafkajs', 'kafka-python-2.0.2', 'console-producer'])(
  '%j tells of nobody',
  (id) => {
    expect(applicationName(id)).toBeUndefined();
  },
);
