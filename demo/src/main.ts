/**
 * Starts every role of every scenario in a process of its own against KAFKA_BROKERS, and keeps them alive; serves the
 * page of buttons at DEMO_CONTROL_PORT.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cast } from './cast.ts';
import { serveControl } from './control/server.ts';
import { Laboratory } from './experiments/laboratory.ts';
import { Performer } from './performer.ts';
import { aborted } from './play.ts';

const stop = new AbortController();
// 'disconnect' comes when the process that forked this one died.
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, () => stop.abort());

const topics = fork(fileURLToPath(new URL('topics.ts', import.meta.url)), ['create']);
stop.signal.addEventListener('abort', () => topics.kill());
const [code] = (await once(topics, 'exit')) as [number | null];
if (code !== 0 && !stop.signal.aborted) process.exit(1);

if (!stop.signal.aborted) {
  const performers = cast.map((member) => new Performer(member));
  for (const performer of performers) performer.start();
  console.log(`demo: ${cast.map(({ scenario, name }) => `${scenario} ${name}`).join(', ')}`);
  serveControl(performers, new Laboratory(performers), Number(process.env.DEMO_CONTROL_PORT ?? 9310));
  await aborted(stop.signal);
  await Promise.all(performers.map((performer) => performer.stop()));
}
process.exit(0);
