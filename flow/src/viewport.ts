import type { Box, Point } from './geometry.ts';
import { setAttributes } from './svg.ts';

export interface Viewport {
  /** Shows all of a box, now and until the reader moves the view. */
  fit(bounds: Box): void;
  /** The box changed: shown in full, unless the reader has moved the view. */
  follow(bounds: Box): void;
  zoomBy(factor: number): void;
  /** Moves the view as little as is needed to show a place. */
  reveal(place: Point): void;
  destroy(): void;
}

/** Around the fitted graph, in pixels of the screen; the headings stand in the upper part. */
const margin = { top: 64, right: 32, bottom: 40, left: 32 };
/** A small graph is not blown up, and a tall one is not shrunk until nothing can be read: it starts at its top. */
const fitted = { least: 0.45, most: 1.25 };
const allowed = { least: 0.05, most: 4 };

/** Pan by dragging, zoom by the wheel, both in the SVG's own viewBox. */
export function createViewport(root: SVGSVGElement, onChange: (view: Box, scale: number) => void): Viewport {
  let scale = 1;
  let middle: Point = { x: 0, y: 0 };
  let bounds: Box | undefined;
  let movedByReader = false;
  const size = { width: 0, height: 0 };
  const ending = new AbortController();
  const { signal } = ending;

  function show(): void {
    if (size.width === 0 || size.height === 0) return;
    const [width, height] = [size.width / scale, size.height / scale];
    const view = { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
    setAttributes(root, { viewBox: [view.x, view.y, view.width, view.height].map(round).join(' ') });
    onChange(view, scale);
  }

  function fitNow(): void {
    if (bounds === undefined || size.width === 0 || size.height === 0) return;
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
    movedByReader = true;
    show();
  }

  function placeUnder({ clientX, clientY }: MouseEvent): Point {
    const box = root.getBoundingClientRect();
    return {
      x: middle.x + (clientX - box.left - size.width / 2) / scale,
      y: middle.y + (clientY - box.top - size.height / 2) / scale,
    };
  }

  const resized = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    size.width = entry.contentRect.width;
    size.height = entry.contentRect.height;
    if (movedByReader) show();
    else fitNow();
  });
  resized.observe(root);

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoomAround(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.0016 : 0.05)), placeUnder(event));
  };
  root.addEventListener('wheel', onWheel, { passive: false, signal });

  const start = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    let last: Point = { x: event.clientX, y: event.clientY };
    let dragged = false;
    const drag = new AbortController();
    const during = { signal: AbortSignal.any([drag.signal, signal]) };
    const move = (moved: PointerEvent): void => {
      const by = { x: moved.clientX - last.x, y: moved.clientY - last.y };
      // A click trembles.
      if (!dragged && Math.hypot(by.x, by.y) < 4) return;
      if (!dragged) root.setPointerCapture(event.pointerId);
      dragged = true;
      movedByReader = true;
      root.classList.add('kf-dragging');
      last = { x: moved.clientX, y: moved.clientY };
      middle = { x: middle.x - by.x / scale, y: middle.y - by.y / scale };
      show();
    };
    const stop = (): void => {
      drag.abort();
      // The click that ends a drag still has to see it.
      setTimeout(() => root.classList.remove('kf-dragging'));
    };
    root.addEventListener('pointermove', move, during);
    root.addEventListener('pointerup', stop, during);
    root.addEventListener('pointercancel', stop, during);
  };
  root.addEventListener('pointerdown', start, { signal });

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
    reveal(place) {
      const reach = { x: Math.max(0, size.width / 2 - 150) / scale, y: Math.max(0, size.height / 2 - 90) / scale };
      const seen = (at: number, around: number, room: number): number =>
        Math.min(at + room, Math.max(at - room, around));
      const next = { x: seen(place.x, middle.x, reach.x), y: seen(place.y, middle.y, reach.y) };
      if (next.x === middle.x && next.y === middle.y) return;
      middle = next;
      movedByReader = true;
      show();
    },
    destroy() {
      resized.disconnect();
      ending.abort();
    },
  };
}

function round(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}
