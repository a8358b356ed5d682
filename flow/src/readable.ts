/**
 * What cannot be seen, or turns the direction of what is around it: controls, bidirectional marks, letters without a
 * width. Those that join emoji are spared between them.
 */
const hidden =
  /[\p{Cc}\p{Zl}\p{Zp}\u2800]|(?![\u200d\ufe0f])\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\u200d\ufe0f]/gu;
/** In a name: line ends, spaces at its ends or beside others, and all but the usual one. */
const hiddenInNames = /\n|^ +| +$| {2,}|(?! )\p{Zs}/gu;

/**
 * A text as it is shown: letters in names that cannot be seen are named, as they could make one name look like another.
 * Line ends stay: they are ours.
 */
export function readable(text: string): string {
  return text.replace(hidden, (letter) => (letter === '\n' ? letter : named(letter)));
}

/** The name of a node as it is shown: one without letters would leave a hole. */
export function shownName(name: string): string {
  return name === '' ? '(empty name)' : name.replace(hiddenInNames, (letters) => letters.replace(/./gsu, named));
}

function named(letter: string): string {
  return `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
