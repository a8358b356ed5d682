import type { ListName, Lists } from './types.ts';

/** All that the exporter gives of a list at once. */
export const mostNames = 10_000;

const namings: { readonly [Name in ListName]: (answer: Lists[Name]) => string[] } = {
  clusters: ({ clusters }) => clusters.map(({ cluster }) => cluster),
  brokers: ({ brokers }) => brokers.map(({ broker }) => String(broker)),
  topics: ({ topics }) => topics.map(({ topic }) => topic),
  groups: ({ groups }) => groups.map(({ group }) => group),
  producers: ({ producers }) => producers.map(({ producer }) => producer),
};

/** The names in one of the exporter's lists, in its order. A cluster without a name is ''. */
export function namesIn<Name extends ListName>(list: Name, answer: Lists[Name]): string[] {
  return namings[list](answer);
}
