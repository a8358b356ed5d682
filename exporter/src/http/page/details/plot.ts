import { formatLag, formatRate, formatSeconds } from '@kafkascope/flow';
import uPlot from 'uplot';
import type { Chart, Series, Unit } from './chart.ts';

export interface Plot {
  show(series: Series): void;
  destroy(): void;
}

export const formats: Readonly<Record<Unit, (value: number) => string>> = {
  records: formatLag,
  seconds: formatSeconds,
  rate: formatRate,
};

const height = 84;
const font = '10.5px system-ui, sans-serif';

/**
 * Draws a chart into an element and takes the colours from its style: `color` for the lines, the outline's for the
 * grid, the text decoration's for what is written.
 * @param onPoint is told which of the series' times is pointed at.
 */
export function createPlot(
  element: HTMLElement,
  { unit, lines }: Chart,
  onPoint: (index: number | undefined) => void,
): Plot {
  const style = getComputedStyle(element);
  const [line, grid, muted] = [() => style.color, () => style.outlineColor, () => style.textDecorationColor];
  const axis: uPlot.Axis = { font, stroke: muted, ticks: { show: false }, grid: { stroke: grid, width: 1 } };
  const plot = new uPlot(
    {
      width: Math.max(1, element.clientWidth),
      height,
      legend: { show: false },
      padding: [6, 4, 0, 0],
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
      scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
      axes: [
        { ...axis, size: 20, space: 70, values: (_, ticks) => ticks.map(clock) },
        { ...axis, size: 52, gap: 4, space: 26, values: (_, ticks) => ticks.map(formats[unit]) },
      ],
      series: [
        {},
        ...lines.map((_, i): uPlot.Series => ({
          stroke: line,
          width: 1.5,
          points: { show: false },
          // Told apart by their form; only one of them is filled.
          ...(i === 0 ? { fill: () => faint(style.color) } : { dash: [4, 3] }),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
    },
    [[], ...lines.map(() => [])],
    element,
  );
  const resized = new ResizeObserver(() => plot.setSize({ width: Math.max(1, element.clientWidth), height }));
  resized.observe(element);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const repaint = (): void => plot.redraw();
  dark.addEventListener('change', repaint);
  return {
    show({ times, values }) {
      plot.setData([[...times], ...values.map((each) => [...each])]);
    },
    destroy() {
      dark.removeEventListener('change', repaint);
      resized.disconnect();
      plot.destroy();
    },
  };
}

/** '2:05 PM', in the reader's own time. */
export function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
}

/** @param colour As computed styles tell it: 'rgb(1, 2, 3)'. */
function faint(colour: string): string {
  return colour.replace(
    /^rgba?\(([^)]*)\)$/,
    (_, parts: string) => `rgba(${parts.split(',').slice(0, 3).join()}, 0.12)`,
  );
}
