import { Node } from '@tiptap/core';
import { Document as AnyDocument } from '@tiptap/extension-document';

/** Sections, and what a newer version may have put beside them. */
export const Document = AnyDocument.extend({ content: '(section | unknownBlock)*' });

/**
 * One part of the kind. Its heading is drawn by `sectionView`, not held in the text; it has no
 * parse rule, so nothing pasted can bring or break one.
 */
export const Section = Node.create({
  name: 'section',
  content: 'block*',
  isolating: true,
  defining: true,
  selectable: false,
  draggable: false,

  addAttributes() {
    return { sectionId: { default: '' } };
  },

  renderHTML({ node }) {
    return ['section', { 'data-section-id': String(node.attrs.sectionId) }, 0];
  }
});
