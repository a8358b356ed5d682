import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Ends what it starts as soon as its input ends: that is when this process is gone, however it went. */
const endWithInput = '"$0" "$@" </dev/null & cat >/dev/null; kill $!; wait $!';

/** The `redis-server` of PATH; undefined where there is none. */
export function findRedis(searchPath: string): string | undefined {
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, 'redis-server')).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Starts a Redis on a free loopback port, which writes nothing to disk and ends with this process. */
export async function startRedis(binary: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const settings = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--maxmemory',
    '64mb',
  ];
  const shell = spawn('/bin/sh', ['-c', endWithInput, binary, ...settings], {
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'inherit'],
    // Ctrl-C in a terminal is for us.
    detached: true,
  });
  await once(shell, 'spawn');
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    stop: async () => {
      if (shell.exitCode !== null || shell.signalCode !== null) return;
      const ended = once(shell, 'exit');
      shell.stdin.end();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
