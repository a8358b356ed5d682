import type { Box, Point } from './geometry.ts';

export interface Viewport {
  /** Shows all of a box, now and until the reader moves the view. */
  fit(bounds: Box): void;
  /** The box changed: shown in full, unless the reader has moved the view. */
  follow(bounds: Box): void;
  zoomBy(factor: number): void;
  /** Moves the view as little as is needed to show a place. */
  reveal(place: Point): void;
  placeUnder(event: MouseEvent): Point;
  /** Whether the reader moves it at this moment. */
  isMoving(): boolean;
  destroy(): void;
}

export interface ViewportOptions {
  /** Told what is seen at each movement. */
  readonly onMove: (view: Box, scale: number) => void;
  /** Told once a movement has come to rest. */
  readonly onRest: (scale: number) => void;
}

/** Around the fitted graph, in pixels of the screen; the headings stand in the upper part. */
const margin = { top: 64, right: 32, bottom: 40, left: 32 };
/** A small graph is not blown up, and a tall one is not shrunk until nothing can be read: it starts at its top. */
const fitted = { least: 0.45, most: 1.25 };
const allowed = { least: 0.05, most: 4 };
const restMs = 160;

/**
 * Pan by dragging, zoom by the wheel. Both move the world as a layer that is painted already, and so cost the same
 * however much is in it. While it is zoomed it is not painted anew, but once it rests, sharp again.
 * @param frame What is looked through.
 * @param world What is seen, in its own pixels around the left upper corner of the frame.
 */
export function createViewport(frame: HTMLElement, world: HTMLElement, told: ViewportOptions): Viewport {
  let scale = 1;
  let middle: Point = { x: 0, y: 0 };
  let bounds: Box | undefined;
  let movedByReader = false;
  let size = { width: frame.clientWidth, height: frame.clientHeight };
  let resting: ReturnType<typeof setTimeout> | undefined;
  const ending = new AbortController();
  const { signal } = ending;

  const isSized = (): boolean => size.width > 0 && size.height > 0;

  function view(): Box {
    const [width, height] = [size.width / scale, size.height / scale];
    return { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
  }

  function place(): void {
    const { x, y } = view();
    world.style.transform = `translate3d(${pixels(-x * scale)},${pixels(-y * scale)},0) scale(${String(scale)})`;
    told.onMove(view(), scale);
  }

  /** By the reader's hand, which is at rest soon after. */
  function move(): void {
    if (!isSized()) return;
    movedByReader = true;
    place();
    restSoon();
  }

  function restSoon(): void {
    clearTimeout(resting);
    resting = setTimeout(rest, restMs);
  }

  function rest(): void {
    clearTimeout(resting);
    resting = undefined;
    world.classList.remove('kf-zooming');
    told.onRest(scale);
  }

  function show(): void {
    if (!isSized()) return;
    place();
    rest();
  }

  function fitNow(): void {
    if (bounds === undefined || !isSized()) return;
    const [width, height] = [size.width - margin.left - margin.right, size.height - margin.top - margin.bottom];
    const whole = Math.min(width / bounds.width, height / bounds.height);
    scale = Math.min(fitted.most, Math.max(fitted.least, whole));
    // Along each side: in the middle of what is left between the margins, or from its beginning where it does not fit.
    const along = (start: number, length: number, room: number, before: number, all: number): number =>
      length * scale > room + 1
        ? start + (all / 2 - before) / scale
        : start + length / 2 + (all / 2 - before - room / 2) / scale;
    middle = {
      x: along(bounds.x, bounds.width, width, margin.left, size.width),
      y: along(bounds.y, bounds.height, height, margin.top, size.height),
    };
    show();
  }

  function zoomAround(factor: number, fixed: Point): void {
    const next = Math.min(allowed.most, Math.max(allowed.least, scale * factor));
    const ratio = scale / next;
    middle = { x: fixed.x + (middle.x - fixed.x) * ratio, y: fixed.y + (middle.y - fixed.y) * ratio };
    scale = next;
    world.classList.add('kf-zooming');
    move();
  }

  function placeUnder({ clientX, clientY }: MouseEvent): Point {
    const box = frame.getBoundingClientRect();
    return {
      x: middle.x + (clientX - box.left - size.width / 2) / scale,
      y: middle.y + (clientY - box.top - size.height / 2) / scale,
    };
  }

  const resized = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    const { width, height } = entry.contentRect;
    if (width === size.width && height === size.height) return;
    size = { width, height };
    if (movedByReader) show();
    else fitNow();
  });
  resized.observe(frame);

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoomAround(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.0016 : 0.05)), placeUnder(event));
  };
  frame.addEventListener('wheel', onWheel, { passive: false, signal });

  const start = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    let last: Point = { x: event.clientX, y: event.clientY };
    let dragged = false;
    const drag = new AbortController();
    const during = { signal: AbortSignal.any([drag.signal, signal]) };
    const follow = (moved: PointerEvent): void => {
      const by = { x: moved.clientX - last.x, y: moved.clientY - last.y };
      // A click trembles.
      if (!dragged && Math.hypot(by.x, by.y) < 4) return;
      if (!dragged) frame.setPointerCapture(event.pointerId);
      dragged = true;
      frame.classList.add('kf-dragging');
      last = { x: moved.clientX, y: moved.clientY };
      middle = { x: middle.x - by.x / scale, y: middle.y - by.y / scale };
      move();
    };
    const stop = (): void => {
      drag.abort();
      // The click that ends a drag still has to see it.
      setTimeout(() => frame.classList.remove('kf-dragging'));
    };
    frame.addEventListener('pointermove', follow, during);
    frame.addEventListener('pointerup', stop, during);
    frame.addEventListener('pointercancel', stop, during);
  };
  frame.addEventListener('pointerdown', start, { signal });

  return {
    fit(box) {
      bounds = box;
      movedByReader = false;
      fitNow();
    },
    follow(box) {
      bounds = box;
      if (!movedByReader) fitNow();
    },
    zoomBy(factor) {
      zoomAround(factor, middle);
    },
    reveal(goal) {
      const reach = { x: Math.max(0, size.width / 2 - 150) / scale, y: Math.max(0, size.height / 2 - 90) / scale };
      const seen = (at: number, around: number, room: number): number =>
        Math.min(at + room, Math.max(at - room, around));
      const next = { x: seen(goal.x, middle.x, reach.x), y: seen(goal.y, middle.y, reach.y) };
      if (next.x === middle.x && next.y === middle.y) return;
      middle = next;
      movedByReader = true;
      show();
    },
    placeUnder,
    isMoving: () => resting !== undefined,
    destroy() {
      clearTimeout(resting);
      resized.disconnect();
      ending.abort();
    },
  };
}

function pixels(number: number): string {
  return `${String(Math.round(number * 100) / 100)}px`;
}
