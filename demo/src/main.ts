/**
 * Starts every role of every scenario against KAFKA_BROKERS, each in a process of its own or in one JVM, and keeps them
 * alive; serves the page of buttons at DEMO_CONTROL_PORT.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serveControl } from './control/server.ts';
import { ensemble } from './ensemble.ts';
import { Laboratory } from './experiments/laboratory.ts';
import { aborted } from './play.ts';

const stop = new AbortController();
// 'disconnect' comes when the process that forked this one died.
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, () => stop.abort());

const topics = fork(fileURLToPath(new URL('topics.ts', import.meta.url)), ['create']);
stop.signal.addEventListener('abort', () => topics.kill());
const [code] = (await once(topics, 'exit')) as [number | null];
if (code !== 0 && !stop.signal.aborted) process.exit(1);

if (!stop.signal.aborted) {
  const performers = ensemble(process.env, (line) => console.log(`demo: ${line}`));
  for (const performer of performers) performer.start();
  console.log(`demo: ${performers.map(({ member }) => `${member.scenario} ${member.name}`).join(', ')}`);
  serveControl(performers, new Laboratory(performers), Number(process.env.DEMO_CONTROL_PORT ?? 9310));
  await aborted(stop.signal);
  await Promise.all(performers.map((performer) => performer.stop()));
}
process.exit(0);
