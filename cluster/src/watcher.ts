import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A shell that outlives this process by a moment. It reads process ids, one full list per line, until
 * its input ends: because the cluster was stopped, or because this process has died of anything at all
 * (SIGKILL included, where no handler of ours would run). Then it kills what is on the last list and
 * removes what was temporary. In a session of its own, so that Ctrl-C in a terminal passes it by.
 */
const script = `
pids=
while read -r line; do pids=$line; done
[ -n "$pids" ] && kill -9 $pids 2>/dev/null
for pid in $pids; do
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
done
[ -n "$1" ] && umount "$1" 2>/dev/null
[ -n "$2" ] && rm -rf "$2"
exit 0
`;

export interface Watcher {
  /** Says which processes must not outlive this one; each call replaces the list. */
  watch(pids: readonly number[]): void;
  /** Kills what is still watched, removes what is temporary, and resolves when that is done. */
  close(): Promise<void>;
}

export function startWatcher(temporary: { mount: string | undefined; directory: string | undefined }): Watcher {
  const shell = spawn(
    '/bin/sh',
    ['-c', script, 'kafkascope-watcher', temporary.mount ?? '', temporary.directory ?? ''],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  // Neither the shell nor its pipe keeps a process alive that has nothing else to do.
  shell.unref();
  const exited = once(shell, 'exit');
  return {
    watch(pids) {
      shell.stdin.write(`${pids.join(' ')}\n`);
    },
    async close() {
      shell.ref();
      shell.stdin.end();
      await exited;
    },
  };
}
