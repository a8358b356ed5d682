export interface March {
  /** Whether anything is to move at all. */
  enable(wanted: boolean): void;
  stop(): void;
}

const stepMs = 125;
/** Pixels after which a row of dots looks as before. */
const period = 24;

/**
 * Moves the dots on the lines, eight steps a second: the browser's own animations would paint sixty pictures a second,
 * day and night on a wall screen. Stands still where motion is not wanted or nobody watches.
 * @param layer holds the lines, whose dots are placed by the variable --kf-step.
 */
export function createMarch(layer: SVGElement): March {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  let enabled = false;
  let step = 0;
  const timer = setInterval(() => {
    if (!enabled || reduced.matches || document.hidden) return;
    step = (step + 1) % period;
    layer.style.setProperty('--kf-step', String(step));
  }, stepMs);
  return {
    enable(wanted) {
      enabled = wanted;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
