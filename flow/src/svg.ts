import { readable } from './readable.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element with attributes and children. Text goes in as text nodes: names are never trusted. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** Touches only what changed, so that a refresh of the same picture costs the browser nothing. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

export function setText(element: Element, text: string): void {
  const shown = readable(text);
  if (element.textContent !== shown) element.textContent = shown;
}
