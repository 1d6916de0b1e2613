import { Mark, Node } from '@tiptap/core';

/*
 * Stand-ins for what this version cannot edit. They hold no content of their own: `id` names the
 * Yjs item they stand for, which stays as it is; `text` is what a person can read of it.
 */
const attributes = { id: { default: '' }, name: { default: '' }, text: { default: '' } };

const unknownNotice = 'Written with a newer version of Cairn: shown, not editable here';

export const UnknownBlock = Node.create({
  name: 'unknownBlock',
  group: 'block',
  atom: true,
  selectable: true,
  draggable: false,
  addAttributes: () => attributes,
  renderHTML({ node }) {
    return [
      'div',
      { class: 'unknown-block', role: 'note', 'aria-label': unknownNotice },
      ['p', { class: 'unknown-label' }, unknownNotice],
      ['div', { class: 'unknown-text' }, String(node.attrs.text)]
    ];
  },
  renderText: ({ node }) => String(node.attrs.text)
});

export const UnknownInline = Node.create({
  name: 'unknownInline',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  draggable: false,
  addAttributes: () => attributes,
  renderHTML({ node }) {
    return [
      'span',
      { class: 'unknown-inline', role: 'note', 'aria-label': unknownNotice, title: unknownNotice },
      String(node.attrs.text) || '…'
    ];
  },
  renderText: ({ node }) => String(node.attrs.text)
});

/** A mark of a name this version lacks: `value` is its Yjs value as JSON, empty if it is not JSON. */
export const UnknownMark = Mark.create({
  name: 'unknownMark',
  excludes: '',
  inclusive: false,
  addAttributes: () => ({ name: { default: '' }, value: { default: '' } }),
  renderHTML: () => ['span', { class: 'unknown-mark' }, 0]
});
