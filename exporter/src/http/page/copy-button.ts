import { element } from './element.ts';

const thanksMs = 2_000;

/** A button that copies what `text` shows at that moment. */
export function copyButton(text: HTMLElement, label: string): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'copy', 'aria-label': `Copy: ${label}` }, 'Copy');
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener('click', () => {
    void copy(text).then((done) => {
      button.textContent = done ? 'Copied ✓' : 'Press Ctrl+C';
      clearTimeout(timer);
      timer = setTimeout(() => (button.textContent = 'Copy'), thanksMs);
    });
  });
  return button;
}

/** Where the page did not come over TLS browsers give no clipboard: there the text is marked, for the reader to copy. */
async function copy(text: HTMLElement): Promise<boolean> {
  // The types say that it is always there.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copied = clipboard?.writeText(text.textContent).then(
    () => true,
    () => false,
  );
  if (await copied) return true;
  getSelection()?.selectAllChildren(text);
  return false;
}
