import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import type { NodeView, ViewMutationRecord } from '@tiptap/pm/view';
import type { Heading } from './headings.ts';

interface SectionPlace {
  editor: Editor;
  node: Node;
  getPos: () => number | undefined;
  heading: Heading;
}

/**
 * Draws a section: its heading and guidance from the kind, then what people wrote. The guidance is
 * open where there was nothing to read when the document was opened, and moves only when asked, so
 * that nothing shifts under a reader when somebody else begins to write.
 */
export class SectionView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly #place: SectionPlace;
  readonly #start: HTMLButtonElement;

  constructor(place: SectionPlace) {
    this.#place = place;
    const { heading, node, editor } = place;
    this.dom = element('div', 'part', { role: 'group', 'aria-label': heading.text });
    this.dom.dataset.sectionId = String(node.attrs.sectionId);
    const head = element('div', 'part-head');
    head.contentEditable = 'false';
    head.append(element(heading.level === 3 ? 'h3' : 'h2', 'part-heading', {}, heading.text));
    if (heading.guidance !== '') head.append(...guidance(heading.guidance, isEmpty(node)));
    this.contentDOM = element('div', 'part-body');
    this.#start = element('button', 'part-start', { type: 'button' }, 'Write here');
    this.#start.contentEditable = 'false';
    this.#start.addEventListener('click', this.#begin);
    this.dom.append(head, this.contentDOM, this.#start);
    this.#showStart(node, editor.isEditable);
  }

  update(node: Node): boolean {
    if (node.type !== this.#place.node.type) return false;
    if (node.attrs.sectionId !== this.#place.node.attrs.sectionId) return false;
    this.#showStart(node, this.#place.editor.isEditable);
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof globalThis.Node && !this.contentDOM.contains(event.target);
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target);
  }

  /** Two people can empty a section between them; then there is no paragraph to click into. */
  #showStart(node: Node, isEditable: boolean): void {
    this.#start.hidden = node.childCount > 0 || !isEditable;
  }

  #begin = (): void => {
    const { editor, getPos } = this.#place;
    const position = getPos();
    const paragraph = editor.schema.nodes.paragraph;
    if (position === undefined || !paragraph) return;
    const transaction = editor.state.tr.insert(position + 1, paragraph.create());
    transaction.setSelection(TextSelection.near(transaction.doc.resolve(position + 2)));
    editor.view.dispatch(transaction);
    editor.view.focus();
  };
}

const isEmpty = (node: Node) =>
  node.textContent.trim() === '' && node.childCount <= 1 && (node.firstChild?.isTextblock ?? true);

function guidance(text: string, isOpen: boolean): HTMLElement[] {
  const button = element('button', 'part-ask', { type: 'button' }, 'What belongs here');
  const paragraph = element('p', 'part-guidance', {}, text);
  const show = (open: boolean) => {
    button.setAttribute('aria-expanded', String(open));
    paragraph.hidden = !open;
  };
  show(isOpen);
  button.addEventListener('click', () => {
    show(button.getAttribute('aria-expanded') !== 'true');
  });
  return [button, paragraph];
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  attributes: Record<string, string> = {},
  text = ''
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}
