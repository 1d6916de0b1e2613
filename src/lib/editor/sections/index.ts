import { Section } from '../schema/index.ts';
import type { Kind } from '#lib/core/documents/index.ts';
import { headingOf } from './headings.ts';
import { SectionView } from './section-view.ts';

/** Sections drawn with the headings of a kind. */
export const sectionsOf = (kind: Kind | null) =>
  Section.extend({
    addNodeView:
      () =>
      ({ editor, node, getPos }) =>
        new SectionView({
          editor,
          node,
          getPos,
          heading: headingOf(kind, String(node.attrs.sectionId))
        })
  });
