/**
 * Everything is drawn with these classes; a host changes the look by setting the variables on the element, and
 * chooses between light and dark with CSS's own color-scheme.
 */
const stylesheet = `
.kf-flow {
  --kf-background: light-dark(#f6f7fb, #0d121c);
  --kf-surface: light-dark(#ffffff, #161d2b);
  --kf-border: light-dark(#dfe3ec, #2a3448);
  --kf-text: light-dark(#161b26, #eef2fa);
  --kf-muted: light-dark(#5d687c, #98a4ba);
  --kf-producer: light-dark(#0b7a6f, #3fd0bf);
  --kf-topic: light-dark(#2456d6, #7ba6ff);
  --kf-group: light-dark(#7c33cf, #c39bff);
  --kf-application: light-dark(#b3266f, #ff8fc4);
  --kf-member: light-dark(#7c33cf, #c39bff);
  --kf-broker: light-dark(#46566e, #a9bad6);
  --kf-more: light-dark(#6b7485, #8d98ab);
  --kf-ok: light-dark(#1a7f45, #4cc784);
  --kf-warning: light-dark(#9a5b00, #ffbf5e);
  --kf-critical: light-dark(#c02434, #ff7b86);
  --kf-step: 0;
  position: relative;
  overflow: hidden;
  background-color: var(--kf-background);
  color: var(--kf-text);
  font-family: system-ui, sans-serif;
}
.kf-frame {
  position: absolute;
  inset: 0;
  overflow: clip;
  cursor: grab;
  touch-action: none;
  user-select: none;
  -webkit-user-select: none;
}
.kf-frame.kf-dragging { cursor: grabbing; }
/* A layer of its own, which is not painted anew while it moves. */
.kf-world { position: absolute; left: 0; top: 0; width: 1px; height: 1px; transform-origin: 0 0; transform: translate3d(0, 0, 0); }
.kf-world.kf-zooming { will-change: transform; }
.kf-world > svg { display: block; width: 1px; height: 1px; overflow: visible; }
.kf-headings { position: absolute; left: 0; top: 0; width: 100%; height: 52px; pointer-events: none; }

.kf-producer, .kf-from-producer { --kf-hue: var(--kf-producer); }
.kf-topic, .kf-from-topic { --kf-hue: var(--kf-topic); }
.kf-group, .kf-from-group { --kf-hue: var(--kf-group); }
.kf-application, .kf-from-application { --kf-hue: var(--kf-application); }
.kf-member { --kf-hue: var(--kf-member); }
.kf-broker, .kf-from-broker { --kf-hue: var(--kf-broker); }
.kf-more, .kf-from-more { --kf-hue: var(--kf-more); }

.kf-node { cursor: pointer; outline: none; }
.kf-node.kf-new { animation: kf-appear 0.35s ease-out; }
.kf-card {
  fill: var(--kf-surface);
  stroke: var(--kf-border);
  transition: stroke 0.15s;
}
.kf-lively .kf-card { filter: drop-shadow(0 1px 2px light-dark(#1b254014, #00000066)); }
.kf-small :is(.kf-kind, .kf-subtitle, .kf-rate, .kf-badge, .kf-icon) { display: none; }
.kf-tile { fill: var(--kf-hue); fill-opacity: 0.13; }
.kf-icon { fill: none; stroke: var(--kf-hue); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.kf-icon-more { stroke-width: 3; }
.kf-kind {
  fill: var(--kf-hue);
  font-size: 10px;
  font-weight: 600;
  letter-spacing: 0.07em;
  text-transform: uppercase;
}
.kf-title { fill: var(--kf-text); font-size: 14px; font-weight: 600; }
.kf-subtitle { fill: var(--kf-muted); font-size: 11.5px; }
.kf-rate { fill: var(--kf-text); font-size: 12px; font-weight: 600; font-variant-numeric: tabular-nums; }
.kf-idle .kf-rate { fill: var(--kf-muted); font-weight: 400; }
.kf-more .kf-card { stroke-dasharray: 5 4; }
.kf-node:hover .kf-card, .kf-node.kf-near .kf-card { stroke: var(--kf-hue); }
.kf-node.kf-selected .kf-card { stroke: var(--kf-hue); stroke-width: 2.5; }
.kf-node:focus-visible .kf-card { stroke: var(--kf-text); stroke-width: 2.5; }

.kf-badge.kf-none, .kf-headings.kf-none { display: none; }
.kf-badge rect { fill: var(--kf-surface); stroke: var(--kf-border); }
.kf-badge text { fill: var(--kf-muted); font-size: 11px; font-weight: 600; font-variant-numeric: tabular-nums; }
.kf-far-behind .kf-badge rect { stroke: var(--kf-warning); }
.kf-far-behind .kf-badge text { fill: var(--kf-warning); }
.kf-badge.kf-lost rect { stroke: var(--kf-critical); }
.kf-badge.kf-lost text { fill: var(--kf-critical); }
.kf-ill-warning .kf-card { stroke: var(--kf-warning); }
.kf-ill-critical .kf-card { stroke: var(--kf-critical); stroke-width: 2; }
.kf-status circle { stroke: var(--kf-surface); stroke-width: 2; }
.kf-status text { fill: var(--kf-surface); font-size: 11px; font-weight: 700; }
.kf-status-unknown { display: none; }
.kf-status-ok circle { fill: var(--kf-ok); }
.kf-status-warning circle { fill: var(--kf-warning); }
.kf-status-critical circle { fill: var(--kf-critical); }

.kf-line, .kf-motion, .kf-target { fill: none; }
.kf-line { stroke: var(--kf-hue); stroke-opacity: 0.42; }
.kf-target { stroke: none; stroke-width: 14; pointer-events: stroke; }
.kf-rate-idle .kf-line { stroke: var(--kf-muted); stroke-opacity: 0.35; }
.kf-rate-unknown .kf-line { stroke-dasharray: 5 5; }
.kf-replicates .kf-line { stroke-dasharray: 1.5 5; stroke-linecap: round; }
.kf-member .kf-line { stroke-dasharray: none; }
.kf-edge:hover .kf-line, .kf-edge.kf-near .kf-line { stroke-opacity: 0.85; }
.kf-edge:is(.kf-produces, .kf-consumes) { cursor: pointer; }
.kf-edge.kf-selected .kf-line { stroke-opacity: 1; }
.kf-edge.kf-selected .kf-target { stroke: var(--kf-hue); stroke-opacity: 0.18; }
.kf-arrow { fill: context-stroke; }
.kf-motion { display: none; pointer-events: none; stroke: var(--kf-hue); stroke-width: 2.5; stroke-linecap: round; stroke-dasharray: 0.1 23.9; }
.kf-pace-slow .kf-motion { stroke-dashoffset: calc(var(--kf-step) * -1px); }
.kf-pace-steady .kf-motion { stroke-dashoffset: calc(var(--kf-step) * -2px); }
.kf-pace-fast .kf-motion { stroke-dashoffset: calc(var(--kf-step) * -4px); }
.kf-edge-label { pointer-events: none; }
.kf-edge-label text {
  font-size: 11px;
  font-weight: 500;
  font-variant-numeric: tabular-nums;
  paint-order: stroke;
  stroke: var(--kf-background);
  stroke-width: 4;
  stroke-linejoin: round;
}
.kf-edge-rate { fill: var(--kf-muted); }
.kf-edge-lag { fill: var(--kf-muted); }
.kf-health-warning .kf-edge-lag { fill: var(--kf-warning); font-weight: 700; }
.kf-health-critical .kf-edge-lag { fill: var(--kf-critical); font-weight: 700; }
.kf-edge.kf-health-warning .kf-line { stroke: var(--kf-warning); stroke-opacity: 0.7; }
.kf-edge.kf-health-critical .kf-line { stroke: var(--kf-critical); stroke-opacity: 0.8; }

.kf-usual { transition: opacity 0.15s; }
.kf-focus .kf-usual { opacity: 0.35; }
.kf-focus .kf-usual .kf-labels { display: none; }
.kf-edge-label.kf-crowded:not(.kf-near) { display: none; }

/* A large graph as a whole, below what can be read. */
.kf-backdrop { pointer-events: none; }
.kf-passing { fill: none; stroke: var(--kf-hue); stroke-width: 1.5; stroke-opacity: 0.13; }
.kf-passing.kf-rate-idle { stroke: var(--kf-muted); }
.kf-passing.kf-health-warning { stroke: var(--kf-warning); stroke-opacity: 0.4; }
.kf-passing.kf-health-critical { stroke: var(--kf-critical); stroke-opacity: 0.5; }
.kf-block { fill: color-mix(in srgb, var(--kf-hue) 18%, var(--kf-surface)); stroke: var(--kf-hue); stroke-width: 2; }
.kf-block.kf-health-warning { fill: var(--kf-surface); stroke: var(--kf-warning); stroke-width: 8; }
.kf-block.kf-health-critical { fill: var(--kf-critical); stroke: var(--kf-critical); stroke-width: 8; }
.kf-far .kf-passing { stroke-width: 5; }
.kf-usual + .kf-backdrop .kf-passing { stroke-opacity: 0.85; }

.kf-heading { cursor: help; pointer-events: auto; }
.kf-heading rect { fill: var(--kf-background); fill-opacity: 0.9; stroke: var(--kf-border); }
.kf-heading text { fill: var(--kf-muted); font-size: 12px; font-weight: 600; letter-spacing: 0.02em; }

.kf-controls { position: absolute; right: 12px; bottom: 12px; display: flex; gap: 4px; }
.kf-controls button {
  width: 32px;
  height: 32px;
  border: 1px solid var(--kf-border);
  border-radius: 8px;
  background: var(--kf-surface);
  color: var(--kf-text);
  font: 16px/1 system-ui, sans-serif;
  cursor: pointer;
}
.kf-controls button:hover { border-color: var(--kf-muted); }

/* Hundreds of them at once make a picture stutter. */
.kf-world > svg:not(.kf-lively) * { animation: none; transition: none; }
@keyframes kf-appear { from { opacity: 0; } }
@media (prefers-reduced-motion: no-preference) {
  .kf-lively :is(.kf-pace-slow, .kf-pace-steady, .kf-pace-fast):not(.kf-replicates) .kf-motion { display: inline; }
}
@media (prefers-reduced-motion: reduce) {
  .kf-flow * { animation: none !important; transition: none !important; }
}
`;

const adopted = new WeakMap<Document | ShadowRoot, CSSStyleSheet>();

/** Makes the classes known around an element, once. Works where inline styles are forbidden. */
export function adoptStylesheet(element: Element): void {
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot) || adopted.has(root)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(stylesheet);
  adopted.set(root, sheet);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
