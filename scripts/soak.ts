/**
 * npm run soak [-- --minutes=30]
 *
 * The events of exporter/test/kafka/fault-free.long.test.ts again and again, at least three times each, however long
 * that takes. Exit code 0: every one passed, which is one by which no loss was counted and no STOP or STALL was said
 * that is not true.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { faultFreeEvents, type FaultFreeEvent } from '../exporter/test/kafka/fault-free-events.ts';
import { startScene, type Scene } from '../exporter/test/kafka/fault-free-scene.ts';
import { closingLine } from './tally.ts';

const leastRounds = 3;

interface Row {
  times: number;
  failed: number;
  /** Records counted as lost. */
  lost: number;
  /** STOP and STALL that were not true, and other things that are not so. */
  falseAlarms: number;
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error(`--minutes=${values.minutes} is no number of minutes`);
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

async function once({ name, happen }: FaultFreeEvent, scene: Scene, row: Row): Promise<void> {
  const { alarms } = scene;
  const deviationsBefore = alarms.deviations.length;
  const lostBefore = alarms.lost;
  alarms.begin(name);
  row.times++;
  let problem: string | undefined;
  try {
    await happen(scene);
    await scene.settle();
  } catch (error) {
    problem = String(error);
  }
  const deviations = alarms.deviations.slice(deviationsBefore);
  row.lost += alarms.lost - lostBefore;
  row.falseAlarms += deviations.filter(({ kind }) => kind !== 'loss').length;
  if (problem !== undefined || deviations.length > 0) row.failed++;
  const lines = [...(problem === undefined ? [] : [problem]), ...deviations.map((one) => JSON.stringify(one))];
  console.log([`${lines.length === 0 ? '✓' : '✗'} ${new Date().toISOString()} ${name}`, ...lines].join('\n    '));
}

function table(): string {
  const head = ['event', 'times', 'losses counted', 'STOP or STALL not true', 'failed'];
  const lines = [...rows].map(([{ name }, { times, lost, falseAlarms, failed }]) =>
    [name, times, lost, falseAlarms, failed].map(String),
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)),
  );
  return [head, ...lines]
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}

const rows = new Map<FaultFreeEvent, Row>(
  faultFreeEvents.map((event) => [event, { times: 0, failed: 0, lost: 0, falseAlarms: 0 }]),
);
const scene = await startScene();
const startedMs = performance.now();
try {
  await scene.settle();
  for (let round = 0; round < leastRounds || performance.now() - startedMs < minutes * 60_000; round++) {
    for (const [event, row] of rows) {
      stop.signal.throwIfAborted();
      await once(event, scene, row);
    }
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.log('Interrupted.');
} finally {
  await Promise.race([scene.close(), sleep(60_000)]);
}

const { looks, trueAlarms, suspected } = scene.alarms;
const failed = [...rows.values()].reduce((sum, row) => sum + row.failed, 0);
const times = [...rows.values()].reduce((sum, row) => sum + row.times, 0);
console.log(`\n${table()}\n`);
for (const one of suspected) console.log(`suspected only: ${JSON.stringify(one)}`);
console.log(`${Math.round((performance.now() - startedMs) / 60_000)} minutes, ${looks} looks at two exporters,`);
console.log(`${trueAlarms} times a STOP or STALL was seen that the consumers' own commits agree with`);
console.log(closingLine({ passed: times - failed, failed, skipped: 0 }));
process.exit(times > 0 && failed === 0 ? 0 : 1);
