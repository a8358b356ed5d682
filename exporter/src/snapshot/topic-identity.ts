import type { Topic } from './snapshot.ts';

/** A topic that is deleted and created again under its name is another one; brokers before 2.8 give no id. */
export function topicIdentity({ id, name }: Pick<Topic, 'id' | 'name'>): string {
  return id ?? name;
}
