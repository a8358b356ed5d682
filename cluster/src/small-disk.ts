import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatLogDir, twoLogDirs } from './log-dir.ts';
import { mountMemoryDisk } from './memory-disk.ts';
import { dataFolder, formatProperties } from './properties.ts';
import type { Server } from './server.ts';
import { startWatcher, type Watcher } from './watcher.ts';

/**
 * A second log dir of one broker, on a memory disk that can be filled. It is given to the broker and taken away again
 * while the cluster goes on, each time with a restart of that broker: so nothing but what is created meanwhile lies on
 * it, and all other data stay where they are. Like the cluster, it does not outlive this process, however that ends.
 */
export class SmallDisk {
  readonly server: Server;
  /** Of the broker without it. */
  readonly #properties: string;
  readonly #watcher: Watcher;

  private constructor(server: Server, properties: string, watcher: Watcher) {
    this.server = server;
    this.#properties = properties;
    this.#watcher = watcher;
  }

  /** @throws when no memory disk can be mounted here; the broker was then left alone. */
  static async give(server: Server, sizeMb: number): Promise<SmallDisk> {
    const folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-disk-'));
    const mount = path.join(folder, 'small');
    const watcher = startWatcher({ mount, directory: folder });
    let disk: SmallDisk;
    try {
      mountMemoryDisk(mount, sizeMb);
      disk = new SmallDisk(server, await readFile(server.configFile, 'utf8'), watcher);
    } catch (error) {
      await watcher.close();
      throw error;
    }
    try {
      await server.stop();
      const [first, second] = [path.join(server.node.directory, dataFolder), path.join(mount, 'data')];
      formatLogDir(first, second);
      // Of a property that is there twice the last counts.
      await writeFile(server.configFile, disk.#properties + formatProperties(twoLogDirs(first, second)));
      await server.start();
      disk.follow();
    } catch (error) {
      await disk.take();
      throw error;
    }
    return disk;
  }

  /** After each restart of the broker: before the disk can go, that process has to. */
  follow(): void {
    const { pid } = this.server;
    this.#watcher.watch(pid === undefined ? [] : [pid]);
  }

  /** Ends the broker, unmounts the disk with all that is on it, and starts the broker without it. */
  async take(): Promise<void> {
    await this.server.kill();
    await writeFile(this.server.configFile, this.#properties);
    this.#watcher.watch([]);
    await this.#watcher.close();
    await this.server.start();
  }
}
