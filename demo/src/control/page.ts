import type { Report } from '../experiments/laboratory.ts';
import type { ControlState, RoleState } from './state.ts';

/** Text as HTML shows it. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

const button = (path: string, text: string, about = ''): string =>
  `<form method="post" action="${escaped(path)}"><button${about === '' ? '' : ` aria-label="${escaped(about)}"`}>${escaped(text)}</button></form>`;

/**
 * Works without its script too, and then loads itself again while an experiment waits to be seen, unless it says why a
 * button did nothing, which is to be read.
 *
 * @param refusal Why the button that was pressed did nothing.
 */
export function pageOf({ roles, experiments, graphUrl }: ControlState, refusal?: string): string {
  const runs = experiments.some(({ state }) => state === 'running');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${runs && refusal === undefined ? '<noscript><meta http-equiv="refresh" content="3;url=/"></noscript>' : ''}
<title>Kafkascope demo</title>
<link rel="stylesheet" href="/style.css">
<script src="/page.js" defer></script>
</head>
<body>
<main>
<h1>Try it out</h1>
${refusal === undefined ? '' : `<p role="alert">${escaped(refusal)} <a href="/">Back</a></p>`}
<p>Each button does something to the demo for real. Keep <a href="${escaped(graphUrl)}" target="kafkascope">the graph</a> open beside it, and watch.</p>
<p>${button('/reset', 'Bring everything back to healthy')} What was lost stays lost, and is told for another hour.</p>
<h2>Experiments</h2>
${experiments.map(experimentOf).join('\n')}
<h2>Producers and consumers</h2>
<table>
<thead><tr><th>Role</th><th>Client id or group</th><th>State</th><th>Orders</th></tr></thead>
<tbody>
${roles.map(roleOf).join('\n')}
</tbody>
</table>
</main>
</body>
</html>
`;
}

function experimentOf({ name, title, does, shows, state, told }: Report): string {
  return `<section id="${name}" class="${state.replaceAll(' ', '-')}">
<h3>${escaped(title)}</h3>
<p>${escaped(does)}</p>
<p>${escaped(shows)}</p>
<p role="status" id="${name}-told">${told === '' ? '' : `<strong>${escaped(state)}:</strong> ${escaped(told)}`}</p>
<div id="${name}-button">${state === 'refused' || state === 'running' ? '' : button(`/experiments/${name}`, 'Do it', `Do it: ${title}`)}</div>
</section>`;
}

function roleOf({ name, kind, clientId, state, pace, load, orders }: RoleState): string {
  const how = [state, ...(pace === 'usual' ? [] : [pace]), ...(load === 1 ? [] : [`load × ${load}`])].join(', ');
  const buttons = orders.map((order) => button(`/${kind}s/${name}/${order}`, order, `${order} ${name}`)).join('');
  return `<tr id="role-${escaped(name)}"><th scope="row">${escaped(name)}</th><td>${escaped(clientId)}</td><td id="${escaped(name)}-state">${escaped(how)}</td><td class="orders">${buttons}</td></tr>`;
}

/** Where on the page that is which a path was about. */
export function placeOf(path: string): string {
  const [, kind, name = ''] = path.split('/');
  return kind === 'experiments' ? `/#${name}` : kind === 'reset' ? '/' : `/#role-${name}`;
}

/** Renews what changes, and leaves everything else where it is, so that whoever reads or presses keeps his place. */
export const script = `
'use strict';
const parts = '[id$="-told"], [id$="-button"], [id$="-state"]';
async function renew() {
  const answer = await fetch('/').catch(() => undefined);
  if (answer?.ok !== true) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const section of document.querySelectorAll('section'))
    section.className = next.getElementById(section.id)?.className ?? section.className;
  for (const part of document.querySelectorAll(parts)) {
    const wanted = next.getElementById(part.id);
    if (wanted !== null && wanted.innerHTML !== part.innerHTML) part.replaceChildren(...wanted.childNodes);
  }
}
setInterval(() => void renew(), 2000);
`;

export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
section { border-left: 0.3rem solid GrayText; padding: 0 1rem 0.5rem; margin: 1rem 0; }
section.running { border-color: #b8860b; }
section.seen { border-color: #2e8b57; }
section.failed, section.refused { border-color: #c0392b; }
[role='alert'] { border: 2px solid #c0392b; padding: 0.5rem 1rem; }
section p { margin: 0.25rem 0; }
h3 { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.25rem 0.5rem; border-bottom: 1px solid GrayText; }
form { display: inline-block; margin: 0.1rem 0.3rem 0.1rem 0; }
button { font: inherit; padding: 0.2rem 0.8rem; cursor: pointer; }
`;
