/** Starts every role of every scenario in a process of its own against KAFKA_BROKERS, and keeps them alive. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pause } from './play.ts';

const scenarios = {
  ocean: ['buoys', 'dashboard', 'archive'],
  logs: ['frontend', 'indexer', 'alerts'],
};
const restartMs = 2_000;
/** Longer than a role takes to leave. */
const killMs = 6_000;

const stop = new AbortController();
// 'disconnect' comes when the process that forked this one died.
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, () => stop.abort());

/** Plays a role in a process of its own; says how it ended. On `stop` it is told to leave. */
async function play(scenario: string, role: string): Promise<string> {
  const child = fork(fileURLToPath(new URL(`${scenario}.ts`, import.meta.url)), [role]);
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    child.kill('SIGTERM');
    kill = setTimeout(() => child.kill('SIGKILL'), killMs);
  };
  stop.signal.addEventListener('abort', end);
  const [code, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals];
  stop.signal.removeEventListener('abort', end);
  clearTimeout(kill);
  return signal ?? `code ${code}`;
}

/** Plays a role until `stop`; whenever its process ends before that, it is started anew after a pause. */
async function keepAlive(scenario: string, role: string): Promise<void> {
  do {
    const end = await play(scenario, role);
    if (stop.signal.aborted) return;
    console.log(`demo: ${scenario} ${role} ended (${end}), starting it again`);
  } while (await pause(restartMs, stop.signal));
}

const created = await play('topics', 'create');
if (created !== 'code 0' && !stop.signal.aborted) process.exit(1);

if (!stop.signal.aborted) {
  const roles = Object.entries(scenarios).flatMap(([scenario, names]) => names.map((role) => ({ scenario, role })));
  console.log(`demo: ${roles.map(({ scenario, role }) => `${scenario} ${role}`).join(', ')}`);
  await Promise.all(roles.map(({ scenario, role }) => keepAlive(scenario, role)));
}
process.exit(0);
