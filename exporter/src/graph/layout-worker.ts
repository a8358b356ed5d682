import { parentPort } from 'node:worker_threads';
import { place, type Place, type Shape } from './place.ts';

export interface LayoutRequest {
  readonly id: number;
  readonly shape: Shape;
}
export type LayoutAnswer =
  { readonly id: number; readonly places: readonly Place[] } | { readonly id: number; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('layout-worker runs as a worker thread only');
port.on('message', ({ id, shape }: LayoutRequest) => {
  let answer: LayoutAnswer;
  try {
    answer = { id, places: place(shape) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  port.postMessage(answer);
});
