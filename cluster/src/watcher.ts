import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';

/**
 * A shell that outlives this process by a moment. It reads process ids, one full list per line, until its
 * input ends: because the cluster was stopped, or because this process has died of anything at all
 * (SIGKILL included, where no handler of ours would run). Then it kills what is on the last list and
 * removes what was temporary.
 *
 * It runs in a session of its own and, started in the background by a shell that ends at once, is nobody's
 * child: neither Ctrl-C in a terminal nor whoever ends us with all our children ends it before its work.
 */
const script = `
{
  trap '' HUP INT TERM
  pids=
  while read -r line; do pids=$line; done <&3
  [ -n "$pids" ] && kill -9 $pids 2>/dev/null
  for pid in $pids; do
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
  done
  [ -n "$1" ] && umount "$1" 2>/dev/null
  [ -n "$2" ] && rm -rf "$2"
} &
`;

export interface Watcher {
  /** Says which processes must not outlive this one; each call replaces the list. */
  watch(pids: readonly number[]): void;
  /** Kills what is still watched, removes what is temporary, and resolves when that is done. */
  close(): Promise<void>;
}

/** @param temporary a mount and a folder to remove at the end, where there are any. */
export function startWatcher(temporary: { mount: string | undefined; directory: string | undefined }): Watcher {
  const names = [temporary.mount ?? '', temporary.directory ?? ''];
  const shell = spawn('/bin/sh', ['-c', script, 'kafkascope-watcher', ...names], {
    detached: true,
    // Not its standard input: Node closes that when the shell has ended, and with it the pipe.
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const input = shell.stdio[3] as Socket;
  // It prints nothing: its output ends when it does.
  // Whoever kills it takes the guarantee away, not the cluster.
  input.on('error', () => undefined);
  const output = shell.stdio[1];
  if (!(output instanceof Socket)) throw new Error('a watcher was started without a pipe');
  const ended = once(output.resume(), 'end');
  // Neither it nor its pipes keep a process alive that has nothing else to do.
  shell.unref();
  input.unref();
  output.unref();
  return {
    watch(pids) {
      input.write(`${pids.join(' ')}\n`);
    },
    async close() {
      output.ref();
      input.end();
      await ended;
    },
  };
}
