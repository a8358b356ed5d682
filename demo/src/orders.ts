/**
 * Scenario `orders`: read, process and write in one transaction, by a group of several members.
 *
 *     shop (client web-shop) -> orders -> payment (group payment-service) -> payments -> bookkeeping (group bookkeeping)
 *
 * Half of all orders come from one customer. They have the same key, so one partition is hot, and no member but one can
 * read it, however many there are.
 */
import type { Producer } from 'kafkajs';
import { client, connectConsumer, connectProducer } from './clients.ts';
import { dueRecords, takeTime } from './pace.ts';
import { aborted, pause, play } from './play.ts';

interface Order {
  customer: string;
  cents: number;
}

/** So many records share a transaction: each costs some requests, and what is in it can be read only after it. */
const mostInTransaction = 50;
/** What the slow member takes for one record. It still keeps up. */
const slowMemberMs = 30;

/** Takes 30 orders in a second. */
async function shop(stop: AbortSignal): Promise<void> {
  const producer = await connectProducer('web-shop');
  do {
    const messages = Array.from({ length: dueRecords(30) }, (_, i) => {
      const customer = i % 2 === 0 ? 'reseller' : `customer-${String(Math.floor(Math.random() * 500))}`;
      const order: Order = { customer, cents: 100 + Math.floor(Math.random() * 20_000) };
      return { key: customer, value: JSON.stringify(order) };
    });
    if (messages.length > 0) await producer.send({ topic: 'orders', acks: -1, messages });
  } while (await pause(1_000, stop));
  await producer.disconnect();
}

/** Three members of a group share the partitions of `orders`; the third is slow. */
async function payment(stop: AbortSignal): Promise<void> {
  await Promise.all([1, 2, 3].map((number) => member(number, number === 3 ? slowMemberMs : 0, stop)));
}

async function member(number: number, recordMs: number, stop: AbortSignal): Promise<void> {
  const transactionalId = `payment-service-${String(number)}`;
  // Whoever comes with the same id later ends what this one has left open.
  const producer = client(transactionalId, 'payment-service').producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const consumer = await connectConsumer('payment-service', ['orders'], transactionalId);
  await consumer.run({
    // The transaction commits.
    autoCommit: false,
    eachBatch: async (payload) => {
      const { topic, partition, messages } = payload.batch;
      for (let begin = 0; begin < messages.length; begin += mostInTransaction) {
        // After a rebalance the rest is another member's.
        if (!payload.isRunning() || payload.isStale()) return;
        const payments: Payment[] = [];
        let next = 0n;
        for (const { key, value, offset } of messages.slice(begin, begin + mostInTransaction)) {
          if (recordMs > 0) await pause(recordMs, stop);
          await takeTime(stop);
          await payload.heartbeat();
          payments.push({ key, value });
          next = BigInt(offset) + 1n;
        }
        await pay(producer, payments, { topic, partition, offset: String(next) });
        payload.resolveOffset(String(next - 1n));
      }
    },
  });
  await aborted(stop);
  await consumer.disconnect();
  await producer.disconnect();
}

interface Payment {
  key: Buffer | null;
  value: Buffer | null;
}

interface Position {
  topic: string;
  partition: number;
  /** Of the record that is read next. */
  offset: string;
}

/** Payments, and that their orders are read: both or neither. */
async function pay(producer: Producer, messages: Payment[], { topic, partition, offset }: Position): Promise<void> {
  const transaction = await producer.transaction();
  try {
    await transaction.send({ topic: 'payments', acks: -1, messages });
    const topics = [{ topic, partitions: [{ partition, offset }] }];
    await transaction.sendOffsets({ consumerGroupId: 'payment-service', topics });
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}

/** Adds up what was paid. Reads committed records only, as kafkajs does unless told otherwise. */
async function bookkeeping(stop: AbortSignal): Promise<void> {
  let cents = 0;
  const consumer = await connectConsumer('bookkeeping', ['payments']);
  await consumer.run({
    autoCommitInterval: 1_000,
    eachMessage: async ({ message }) => {
      cents += (JSON.parse(message.value?.toString() ?? 'null') as Order).cents;
      await takeTime(stop);
    },
  });
  await aborted(stop);
  await consumer.disconnect();
  console.log(`bookkeeping: ${(cents / 100).toFixed(2)} were paid`);
}

if (import.meta.main) await play({ shop, payment, bookkeeping });
