import type { GraphNode } from '@kafkascope/exporter/api';
import { formatRate } from './format.ts';
import { card, type Point } from './geometry.ts';
import { icon } from './icon.ts';
import { shownName } from './readable.ts';
import { setAttributes, setText, svg } from './svg.ts';
import { truncate } from './truncate.ts';
import { behindText, describeNode, kinds, lostText, statusMarks, statusWords, waitingText } from './words.ts';

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

/** A card around the origin of its own group: kind and rate, title, subtitle, and on its lower edge what is lost and what is unread. */
export function createNodeCard(first: GraphNode): NodeCard {
  const title = svg('text', { class: 'kf-title', x: textLeft, y: top + 40 });
  const subtitle = svg('text', { class: 'kf-subtitle', x: textLeft, y: top + 58 });
  const rate = svg('text', { class: 'kf-rate', x: left + card.width - 12, y: top + 21, 'text-anchor': 'end' });
  const tooltip = svg('title');
  const kind = svg('text', { class: 'kf-kind', x: textLeft, y: top + 20 });
  const lag = createBadge('kf-lag');
  const lost = createBadge('kf-lost');
  const status = createStatus();
  const element = svg(
    'g',
    {
      class: `kf-node kf-new kf-${first.kind}`,
      role: 'button',
      tabindex: -1,
      'aria-pressed': 'false',
      'data-id': first.id,
    },
    tooltip,
    svg('rect', { class: 'kf-card', x: left, y: top, width: card.width, height: card.height, rx: 12 }),
    svg('rect', { class: 'kf-tile', x: left + 10, y: top + 12, width: 28, height: 28, rx: 8 }),
    svg('g', { transform: `translate(${String(left + 14)},${String(top + 16)})` }, icon(first.kind)),
    kind,
    rate,
    title,
    subtitle,
    lag.element,
    lost.element,
    status.element,
  );

  element.addEventListener('animationend', () => element.classList.remove('kf-new'), { once: true });
  let place: Point = { x: NaN, y: NaN };
  return {
    element,
    update(node) {
      setText(title, truncate(shownName(node.title), textWidth, `600 14px ${family}`));
      setText(subtitle, truncate(node.subtitle, textWidth, `400 11.5px ${family}`));
      setText(rate, rateText(node));
      setText(kind, kindText(node));
      // Also its name for screen readers.
      setText(tooltip, describeNode(node));
      for (const each of ['warning', 'critical']) element.classList.toggle(`kf-ill-${each}`, node.status === each);
      element.classList.toggle('kf-idle', node.recordsPerSecond === 0);
      element.classList.toggle('kf-far-behind', isFarBehind(node));
      lost.show(lostText(node.lost), lag.show(lagText(node), 12));
      status.show(node.status);
    },
    moveTo({ x, y }) {
      if (place.x === x && place.y === y) return;
      place = { x, y };
      setAttributes(element, { transform: `translate(${String(x)},${String(y)})` });
    },
  };
}

function rateText({ recordsPerSecond }: GraphNode): string {
  if (recordsPerSecond === null) return '';
  return recordsPerSecond === 0 ? 'idle' : formatRate(recordsPerSecond);
}

/** What it is, and when it is not well, that in a word. */
function kindText({ kind, status }: GraphNode): string {
  const { one } = kinds[kind];
  return status === 'warning' || status === 'critical' ? `${one} · ${statusWords[status]}` : one;
}

/** '12,400 behind (3 min)'; without the time where what was lost needs the room. */
function lagText({ lag, lagSeconds, lost }: GraphNode): string {
  const [unread, waiting] = [behindText(lag), waitingText(lagSeconds)];
  return unread === '' || waiting === '' || lostText(lost) !== '' ? unread : `${unread} (${waiting})`;
}

/** More than ten seconds' worth of what it reads: worth a second look while there is no verdict. */
function isFarBehind({ lag, recordsPerSecond, status }: GraphNode): boolean {
  return status === 'unknown' && lag !== null && recordsPerSecond !== null && lag > 10 * recordsPerSecond;
}

interface Badge {
  readonly element: SVGGElement;
  /**
   * @param inset Pixels between it and the right side of the card.
   * @returns The inset of what stands at its left.
   */
  show(text: string, inset: number): number;
}

/** A pill that sits on the lower edge of the card. */
function createBadge(name: string): Badge {
  const height = 19;
  const box = svg('rect', { y: top + card.height - height / 2, height, rx: height / 2 });
  const label = svg('text', { y: top + card.height + 4, 'text-anchor': 'middle' });
  const element = svg('g', { class: `kf-badge ${name}` }, box, label);
  return {
    element,
    show(text, inset) {
      element.classList.toggle('kf-none', text === '');
      if (text === '') return inset;
      setText(label, text);
      const width = text.length * 6.3 + 18;
      const x = left + card.width - inset - width;
      setAttributes(box, { x, width });
      setAttributes(label, { x: x + width / 2 });
      return inset + width + 6;
    },
  };
}

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
