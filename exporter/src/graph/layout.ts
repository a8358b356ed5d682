import { Worker } from 'node:worker_threads';
import type { LayoutAnswer, LayoutRequest } from './layout-worker.ts';
import type { Place, Shape } from './place.ts';

export interface Layout {
  /** Places at the indexes of the shape's nodes. */
  place(shape: Shape): Promise<readonly Place[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (places: readonly Place[]) => void;
  readonly reject: (error: Error) => void;
}

/** A thread costs some 20 MB: it goes when nothing new was to be laid out for this long. */
const idleMs = 30_000;
/** Nothing that passes the limit of nodes takes near as long; a thread that does is stuck. */
const deadlineMs = 30_000;
/** Beside this file stands the worker: as source in development, bundled when built. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './layout-worker.ts' : './layout-worker.js',
  import.meta.url,
);

/** Lays out in a thread of its own, so that the event loop that serves scrapes is never blocked. Starts it when needed. */
export function createLayout(): Layout {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastId = 0;

  function start(): Worker {
    const started = new Worker(workerUrl);
    started.unref();
    started.on('message', (answer: LayoutAnswer) => {
      const request = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('places' in answer) request?.resolve(answer.places);
      else request?.reject(new Error(`The graph could not be laid out: ${answer.error}`));
      watch();
    });
    started.on('error', (error) => {
      end(started, new Error('The layout thread failed', { cause: error }));
    });
    started.on('exit', (code) => {
      end(started, new Error(`The layout thread ended with code ${String(code)}`));
    });
    return started;
  }

  function end(ended: Worker, error: Error): void {
    if (worker !== ended) return;
    worker = undefined;
    clearTimeout(timer);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  /** Ends a thread that has nothing to do, or that does not get done. Restarted with every request and answer. */
  function watch(): void {
    clearTimeout(timer);
    const watched = worker;
    if (watched === undefined) return;
    const busy = waiting.size > 0;
    const stop = (): void => {
      end(watched, new Error(`The graph was not laid out within ${String(deadlineMs / 1000)} s`));
      void watched.terminate();
    };
    timer = setTimeout(stop, busy ? deadlineMs : idleMs).unref();
  }

  return {
    place(shape) {
      worker ??= start();
      const id = ++lastId;
      const places = new Promise<readonly Place[]>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, shape } satisfies LayoutRequest);
      watch();
      return places;
    },
    async close() {
      const closing = worker;
      if (closing === undefined) return;
      end(closing, new Error('The exporter is stopping'));
      await closing.terminate();
    },
  };
}
