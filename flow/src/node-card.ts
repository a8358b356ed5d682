import type { GraphNode } from '@kafkascope/exporter/api';
import { formatLag, formatRate } from './format.ts';
import { card, type Point } from './geometry.ts';
import { icon } from './icon.ts';
import { setAttributes, setText, svg } from './svg.ts';
import { truncate } from './truncate.ts';
import { describeNode, kinds } from './words.ts';

export interface NodeCard {
  readonly element: SVGGElement;
  update(node: GraphNode): void;
  moveTo(place: Point): void;
}

const family = 'system-ui, sans-serif';
const left = -card.width / 2;
const top = -card.height / 2;
const textLeft = left + 48;
const textWidth = card.width - 48 - 12;

/** A card around the origin of its own group: kind and rate, title, subtitle, and the lag on its lower edge. */
export function createNodeCard(first: GraphNode): NodeCard {
  const title = svg('text', { class: 'kf-title', x: textLeft, y: top + 40 });
  const subtitle = svg('text', { class: 'kf-subtitle', x: textLeft, y: top + 58 });
  const rate = svg('text', { class: 'kf-rate', x: left + card.width - 12, y: top + 21, 'text-anchor': 'end' });
  const tooltip = svg('title');
  const lag = createBadge('kf-lag');
  const status = createStatus();
  const element = svg(
    'g',
    { class: `kf-node kf-${first.kind}`, role: 'button', tabindex: -1, 'data-id': first.id },
    tooltip,
    svg('rect', { class: 'kf-card', x: left, y: top, width: card.width, height: card.height, rx: 12 }),
    svg('rect', { class: 'kf-tile', x: left + 10, y: top + 12, width: 28, height: 28, rx: 8 }),
    svg('g', { transform: `translate(${String(left + 14)},${String(top + 16)})` }, icon(first.kind)),
    svg('text', { class: 'kf-kind', x: textLeft, y: top + 20 }, kinds[first.kind].one),
    rate,
    title,
    subtitle,
    lag.element,
    status.element,
  );

  return {
    element,
    update(node) {
      setText(title, truncate(node.title, textWidth, `600 14px ${family}`));
      setText(subtitle, truncate(node.subtitle, textWidth, `400 11.5px ${family}`));
      setText(rate, rateText(node));
      setText(tooltip, describeNode(node).replaceAll(', ', '\n'));
      setAttributes(element, { 'aria-label': describeNode(node) });
      element.classList.toggle('kf-idle', node.recordsPerSecond === 0);
      element.classList.toggle('kf-far-behind', isFarBehind(node));
      lag.show(node.lag === null || node.lag <= 0 ? '' : `${formatLag(node.lag)} behind`);
      status.show(node.status);
    },
    moveTo({ x, y }) {
      setAttributes(element, { transform: `translate(${String(x)},${String(y)})` });
    },
  };
}

function rateText({ recordsPerSecond }: GraphNode): string {
  if (recordsPerSecond === null) return '';
  return recordsPerSecond === 0 ? 'idle' : formatRate(recordsPerSecond);
}

/** More than ten seconds' worth of what it reads: worth a second look, not yet a verdict. */
function isFarBehind({ lag, recordsPerSecond }: GraphNode): boolean {
  return lag !== null && recordsPerSecond !== null && lag > 10 * recordsPerSecond;
}

/** A pill that sits on the lower edge of the card, at its right. */
function createBadge(name: string): { element: SVGGElement; show(text: string): void } {
  const height = 19;
  const box = svg('rect', { y: top + card.height - height / 2, height, rx: height / 2 });
  const label = svg('text', { y: top + card.height + 4, 'text-anchor': 'middle' });
  const element = svg('g', { class: `kf-badge ${name}` }, box, label);
  return {
    element,
    show(text) {
      element.classList.toggle('kf-none', text === '');
      if (label.textContent === text) return;
      setText(label, text);
      const width = text.length * 6.3 + 18;
      const x = left + card.width - 12 - width;
      setAttributes(box, { x, width });
      setAttributes(label, { x: x + width / 2 });
    },
  };
}

const statusMarks = { ok: '✓', warning: '!', critical: '✕', unknown: '' } as const;

/** A sign at the card's upper right corner once a status is judged: by its form, not by its colour alone. */
function createStatus(): { element: SVGGElement; show(status: GraphNode['status']): void } {
  const mark = svg('text', { x: left + card.width - 2, y: top + 6, 'text-anchor': 'middle' });
  const element = svg(
    'g',
    { class: 'kf-status' },
    svg('circle', { cx: left + card.width - 2, cy: top + 2, r: 9 }),
    mark,
  );
  return {
    element,
    show(status) {
      setText(mark, statusMarks[status]);
      setAttributes(element, { class: `kf-status kf-status-${status}` });
    },
  };
}
