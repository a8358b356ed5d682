/** Buttons for who has no wheel: closer, further away, all of it. */
export function createControls(
  element: HTMLElement,
  { zoom, fit }: { zoom: (factor: number) => void; fit: () => void },
): HTMLElement {
  const controls = document.createElement('div');
  controls.className = 'kf-controls';
  controls.append(
    button('+', 'Zoom in', () => zoom(1.3)),
    button('−', 'Zoom out', () => zoom(1 / 1.3)),
    button('⤢', 'Show the whole graph', fit),
  );
  element.append(controls);
  return controls;
}

function button(text: string, label: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.title = label;
  element.setAttribute('aria-label', label);
  element.addEventListener('click', onClick);
  return element;
}
