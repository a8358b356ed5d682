import { kinds } from '@kafkascope/flow';
import { byId, element } from './element.ts';

/** What words mean, for who meets Kafka for the first time. */
const meanings: Readonly<Record<string, string>> = {
  topic: kinds.topic.meaning,
  group: kinds.group.meaning,
  producer: kinds.producer.meaning,
  application: kinds.application.meaning,
  member: kinds.member.meaning,
  broker: kinds.broker.meaning,
  partition:
    'A partition is a part of a topic. Its records stand in a row, and one member of a group at a time reads them.',
  lag: 'The lag is how many records a group has not read yet. It is small and comes and goes where the group keeps up.',
  'time lag': 'The time lag is how long the oldest record that was not read yet has been waiting.',
  lost: 'Lost are records that are gone for good before the group read them.',
  committed: 'A group commits the offset, the number of a record in its partition, up to which it has read.',
  coordinator: 'The coordinator is the broker that shares out the partitions among the members of the group.',
};

/** A word that says what it means, when it is pointed at or pressed; as it stands where there is nothing to say. */
export function term(word: string, meaning = meanings[singular(word)]): HTMLElement | string {
  return meaning === undefined ? word : element('button', { type: 'button', class: 'term', title: meaning }, word);
}

function singular(word: string): string {
  const small = word.toLowerCase();
  return small in meanings ? small : small.replace(/s$/, '');
}

/** Lets words that are pressed say what they mean, wherever they stand. */
export function explainTerms(): void {
  const note = byId('meaning', HTMLElement);
  document.addEventListener('click', ({ target }) => {
    const word = target instanceof Element ? target.closest<HTMLElement>('.term') : null;
    if (word === null) return;
    note.textContent = word.title;
    note.showPopover();
    const { left, bottom } = word.getBoundingClientRect();
    note.style.left = `${String(Math.max(8, Math.min(left, innerWidth - note.offsetWidth - 8)))}px`;
    note.style.top = `${String(Math.min(bottom + 6, innerHeight - note.offsetHeight - 8))}px`;
  });
}

/** Whether a meaning is told at the moment: Esc closes it first. */
export function isExplaining(): boolean {
  return byId('meaning', HTMLElement).matches(':popover-open');
}
