import type { Person } from '#lib/core/workspace/index.ts';

interface Peer {
  person: Person;
  /** This person's own other tab. */
  mine: boolean;
  preview: string;
}

/**
 * A caret that takes no width, with the name above it, and before it what is being typed. Hidden
 * from screen readers, for which others' carets inside one's own text would be noise; the host
 * says who is here.
 */
export function drawPeer({ person, mine, preview }: Peer): HTMLElement {
  const peer = span('peer');
  peer.classList.add(`peer-${person.colour & 7}`);
  peer.setAttribute('aria-hidden', 'true');
  peer.contentEditable = 'false';
  if (preview !== '') peer.append(span('peer-preview', preview));
  const caret = span('peer-caret');
  const who = [person.name, person.organisation].filter(Boolean).join(' · ');
  caret.append(span('peer-name', mine ? 'You, in another tab' : who));
  peer.append(caret);
  return peer;
}

function span(className: string, text = ''): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
