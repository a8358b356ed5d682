export { createFlow, type Flow, type FlowOptions } from './flow.ts';
export { formatLag, formatRate, formatSeconds } from './format.ts';
export { readable } from './readable.ts';
export { edgeVerbs, kinds } from './words.ts';
