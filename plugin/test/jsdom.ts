// What browsers have and jsdom lacks, before anything else is loaded.
import { TextDecoder, TextEncoder } from 'node:util';

const nothing = (): void => undefined;

class Observer {
  readonly observe = nothing;
  readonly unobserve = nothing;
  readonly disconnect = nothing;
}

Object.assign(globalThis, { TextDecoder, TextEncoder, ResizeObserver: Observer, IntersectionObserver: Observer });

globalThis.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener: nothing,
    removeListener: nothing,
  });
// Lists show only what fits in, and jsdom lays nothing out.
const sides = ['clientWidth', 'clientHeight', 'offsetWidth', 'offsetHeight'];
Object.defineProperties(HTMLElement.prototype, Object.fromEntries(sides.map((side) => [side, { get: () => 400 }])));
// Fields are made as wide as their text.
const textOnly = { measureText: (text: string) => ({ width: text.length * 8 }) };
HTMLCanvasElement.prototype.getContext = (() => textOnly) as never;
Element.prototype.scrollIntoView = nothing;
