/**
 * Makes the children of `parent` equal to `next`, and touches only what differs: a refresh neither flickers nor
 * loses what the reader has selected, focused or scrolled to. Elements must have no listeners of their own.
 */
export function morph(parent: Node, next: readonly Node[]): void {
  next.forEach((wanted, i) => {
    const present = parent.childNodes[i];
    if (present === undefined) parent.appendChild(wanted);
    else if (!present.isEqualNode(wanted)) adapt(parent, present, wanted);
  });
  while (parent.childNodes.length > next.length) parent.lastChild?.remove();
}

function adapt(parent: Node, present: ChildNode, wanted: Node): void {
  if (present instanceof Text && wanted instanceof Text) present.data = wanted.data;
  else if (present instanceof Element && wanted instanceof Element && sameTag(present, wanted)) {
    morph(present, [...wanted.childNodes]);
  } else parent.replaceChild(wanted, present);
}

function sameTag(a: Element, b: Element): boolean {
  return a.cloneNode().isEqualNode(b.cloneNode());
}
