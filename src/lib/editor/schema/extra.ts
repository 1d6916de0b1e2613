import { Extension } from '@tiptap/core';

/** Not an attribute that is stored: the place where unknown ones ride along, as JSON. */
export const extraAttribute = 'extra';

const carriers = [
  'section',
  'paragraph',
  'heading',
  'blockquote',
  'bulletList',
  'orderedList',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
  'tableHeader',
  'hardBreak',
  'bold',
  'italic',
  'link'
];

/** Lets attributes from a newer version follow their node when it is split, moved or retyped. */
export const Extra = Extension.create({
  name: 'extra',
  addGlobalAttributes: () => [
    { types: carriers, attributes: { [extraAttribute]: { default: null, rendered: false } } }
  ]
});
