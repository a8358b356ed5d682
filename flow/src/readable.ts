/** What cannot be seen, or turns the direction of what is around it: controls, bidirectional marks, empty spaces. */
const hidden = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A text as it is shown: letters in names that cannot be seen are named, as they could make one name look like another.
 * Line ends stay: they are ours, and in a name they do no harm.
 */
export function readable(text: string): string {
  return text.replace(hidden, (letter) => {
    if (letter === '\n') return letter;
    return `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** The name of a node as it is shown: one without letters would leave a hole. */
export function shownName(name: string): string {
  return name === '' ? '(empty name)' : name;
}
