import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Cluster } from '../../../cluster/src/cluster.ts';

const source = path.join(import.meta.dirname, 'java', 'Reader.java');

/** How a member joins its group. Without more it is of the classic protocol and begins at the earliest record. */
export interface Joining {
  readonly topic: string;
  readonly protocol?: 'classic' | 'consumer';
  readonly reset?: 'earliest' | 'latest';
}

/** Consumers of Kafka's own Java client, one of each group, that read only what they are told to. */
export class JavaReaders {
  readonly #process: ChildProcess;
  readonly #said: string[] = [];
  /** Who waits for the answer to an order, by 'group verb'. */
  readonly #waiting = new Map<string, (offsets: number[]) => void>();
  readonly #ended: Promise<never>;

  /** They end with the cluster. */
  constructor(cluster: Cluster) {
    this.#process = cluster.startTool(source, [cluster.internalBootstrap]);
    const { stdout, stderr } = this.#process;
    if (stdout === null || stderr === null) throw new Error('Reader.java was started without pipes');
    createInterface(stdout).on('line', (line) => {
      const [group = '', verb = '', ...offsets] = line.split(' ');
      this.#waiting.get(`${group} ${verb}`)?.(offsets.map(Number));
    });
    createInterface(stderr).on('line', (line) => this.#said.push(line));
    this.#ended = once(this.#process, 'exit').then(() => {
      throw new Error(`Reader.java ended:\n${this.#said.slice(-40).join('\n')}`);
    });
    // Told to who waits for it; nobody does at the end.
    this.#ended.catch(() => undefined);
  }

  /** Resolves when the member has partitions, and a place to read from in each. */
  async join(group: string, { topic, protocol = 'classic', reset = 'earliest' }: Joining): Promise<void> {
    await this.#order('join', group, [protocol, topic, reset]);
  }

  /** Reads so many records and commits. Answers their offsets. */
  read(group: string, count: number): Promise<number[]> {
    return this.#order('read', group, [String(count)]);
  }

  /** Reads so many records and does not commit. Answers their offsets. */
  poll(group: string, count: number): Promise<number[]> {
    return this.#order('poll', group, [String(count)]);
  }

  async leave(group: string): Promise<void> {
    await this.#order('leave', group, []);
  }

  /** A member that reads so many records, commits and leaves. */
  async visit(group: string, count: number, joining: Joining): Promise<number[]> {
    await this.join(group, joining);
    const offsets = await this.read(group, count);
    await this.leave(group);
    return offsets;
  }

  async #order(verb: string, group: string, more: readonly string[]): Promise<number[]> {
    const answer = new Promise<number[]>((resolve) => {
      this.#waiting.set(`${group} ${verb}`, resolve);
    });
    this.#process.stdin?.write(`${[verb, group, ...more].join(' ')}\n`);
    return Promise.race([answer, this.#ended]);
  }
}
