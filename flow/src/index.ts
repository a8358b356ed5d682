export { createFlow, type Flow, type FlowOptions } from './flow.ts';
export { isNamed } from './is-named.ts';
export { formatLag, formatRate, formatSeconds } from './format.ts';
export { readable, shownName } from './readable.ts';
export { edgeVerbs, kinds } from './words.ts';
