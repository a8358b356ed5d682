/**
 * Scenario `ocean`: buoys in two oceans send readings, keyed by buoy, so that the readings of one buoy keep their order.
 *
 *     buoys (client buoy-gateway) -> ocean.atlantic, ocean.pacific -> dashboard (group ocean-dashboard)
 *                                                                  -> archive   (group ocean-archive)
 *
 * Two groups read the same topics and each sees every record: one keeps up, the other falls behind in turns.
 */
import { createServer } from 'node:http';
import { Counter, Gauge, register } from 'prom-client';
import { connectConsumer, connectProducer } from './clients.ts';
import { dueRecords, takeTime } from './pace.ts';
import { aborted, pause, play } from './play.ts';

interface Reading {
  time: string;
  buoy: string;
  temperatureCelsius: number;
  salinityPsu: number;
  /** Water that passed the buoy since its reading before. */
  volumeCubicMeters: number;
}

const oceans = [
  { name: 'atlantic', topic: 'ocean.atlantic', buoys: 24, celsius: 17 },
  { name: 'pacific', topic: 'ocean.pacific', buoys: 12, celsius: 21 },
];
const topics = oceans.map((ocean) => ocean.topic);

/** Sends one reading per buoy and second. */
async function buoys(stop: AbortSignal): Promise<void> {
  const producer = await connectProducer('buoy-gateway');
  do {
    const topicMessages = oceans.map(({ name, topic, buoys, celsius }) => ({
      topic,
      messages: Array.from({ length: dueRecords(buoys) }, (_, i) => {
        const buoy = i % buoys;
        const reading = measure(`${name}-${String(buoy + 1).padStart(2, '0')}`, celsius + buoy / 10);
        return { key: reading.buoy, value: JSON.stringify(reading) };
      }),
    }));
    // acks -1: the leader answers when all in-sync replicas have the records.
    await producer.sendBatch({ topicMessages, acks: -1 });
  } while (await pause(1_000, stop));
  await producer.disconnect();
}

function measure(buoy: string, meanCelsius: number): Reading {
  const tide = Math.sin((2 * Math.PI * Date.now()) / 120_000);
  const noise = () => Math.random() - 0.5;
  return {
    time: new Date().toISOString(),
    buoy,
    temperatureCelsius: round(meanCelsius + tide + noise() / 5),
    salinityPsu: round(35 + noise()),
    volumeCubicMeters: round(900 + 300 * tide + 50 * noise()),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Keeps up, and shows the newest reading of each buoy as Prometheus metrics. */
async function dashboard(stop: AbortSignal): Promise<void> {
  const labelNames = ['ocean', 'buoy'] as const;
  const temperature = new Gauge({ name: 'ocean_temperature_celsius', help: 'Newest reading', labelNames });
  const salinity = new Gauge({ name: 'ocean_salinity_psu', help: 'Newest reading', labelNames });
  const volume = new Gauge({ name: 'ocean_volume_cubic_meters', help: 'Newest reading', labelNames });
  const time = new Gauge({ name: 'ocean_reading_timestamp_seconds', help: 'Time of the newest reading', labelNames });
  const readings = new Counter({ name: 'ocean_readings_total', help: 'Readings received', labelNames: ['ocean'] });

  const consumer = await connectConsumer('ocean-dashboard', topics);
  await consumer.run({
    // The commit is what the group remembers; within this time a restarted reader may see a record again.
    autoCommitInterval: 1_000,
    eachMessage: async ({ topic, message }) => {
      const reading = JSON.parse(message.value?.toString() ?? 'null') as Reading;
      const ocean = topic.replace('ocean.', '');
      const labels = { ocean, buoy: reading.buoy };
      temperature.set(labels, reading.temperatureCelsius);
      salinity.set(labels, reading.salinityPsu);
      volume.set(labels, reading.volumeCubicMeters);
      time.set(labels, Date.parse(reading.time) / 1_000);
      readings.inc({ ocean });
      await takeTime(stop);
    },
  });
  serveMetrics();
  await aborted(stop);
  await consumer.disconnect();
}

/** http://127.0.0.1:9309/metrics, or where OCEAN_DASHBOARD_HOST and OCEAN_DASHBOARD_PORT say. */
function serveMetrics(): void {
  const host = process.env.OCEAN_DASHBOARD_HOST ?? '127.0.0.1';
  const port = Number(process.env.OCEAN_DASHBOARD_PORT ?? 9309);
  const server = createServer((_, response) => {
    void register.metrics().then((text) => response.setHeader('content-type', register.contentType).end(text));
  });
  server.on('error', (error) => {
    console.log(`ocean-dashboard: no metrics (${error.message}): name a free port in OCEAN_DASHBOARD_PORT`);
  });
  server.listen(port, host, () => {
    console.log(`ocean-dashboard: newest readings at http://${host}:${port}/metrics`);
  });
}

/** Writes to a slow disk for 30 s, to a fast one for 30 s: falls behind and catches up in turns. */
async function archive(stop: AbortSignal): Promise<void> {
  const consumer = await connectConsumer('ocean-archive', topics);
  await consumer.run({
    autoCommitInterval: 1_000,
    eachMessage: async () => {
      const slow = performance.now() % 60_000 < 30_000;
      await pause(slow ? 200 : 2, stop);
      await takeTime(stop);
    },
  });
  await aborted(stop);
  await consumer.disconnect();
}

if (import.meta.main) await play({ buoys, dashboard, archive });
