import type { CommandProps } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Heading } from '@tiptap/extension-heading';
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list';

type Level = 2 | 3 | 4;

/** Levels stand under the section's own heading, so level 2 is an `h3` on the page. */
const SectionHeading = Heading.extend({
  addAttributes: () => ({ level: { default: 2, rendered: false } }),
  parseHTML: () =>
    [1, 2, 3, 4, 5, 6].map((tag) => ({
      tag: `h${tag}`,
      getAttrs: (element: HTMLElement) => ({
        level: levelOf(element.dataset.level ?? String(tag))
      })
    })),
  renderHTML({ node }) {
    const level = levelOf(String(node.attrs.level));
    return [`h${level + 1}`, { 'data-level': String(level) }, 0];
  }
}).configure({ levels: [2, 3, 4] });

const levelOf = (text: string): Level => {
  const level = Math.min(4, Math.max(2, Number(text) || 2));
  return Math.round(level) as Level;
};

/*
 * `block*` instead of `paragraph block*` and the like: what two people do at once can empty or mix
 * any container, and what the schema refuses could not be shown.
 */
export const blocks = [
  SectionHeading,
  Blockquote.extend({ content: 'block*' }),
  BulletList.extend({
    content: '(listItem | unknownBlock)*',
    addCommands() {
      const { toggleBulletList: toggle } = this.parent?.() ?? {};
      return toggle ? { toggleBulletList: () => orNothing(toggle()) } : {};
    }
  }),
  OrderedList.extend({
    content: '(listItem | unknownBlock)*',
    addCommands() {
      const { toggleOrderedList: toggle } = this.parent?.() ?? {};
      return toggle ? { toggleOrderedList: () => orNothing(toggle()) } : {};
    },
    addAttributes: () => ({
      start: {
        default: 1,
        parseHTML: (element: HTMLElement) =>
          Number.parseInt(element.getAttribute('start') ?? '1') || 1
      },
      type: { default: null, rendered: false }
    })
  }),
  ListItem.extend({ content: 'block*' })
];

/** A list over a table and a quote at once is more than the list command can do: then it does nothing. */
const orNothing =
  (toggle: (props: CommandProps) => boolean) =>
  (props: CommandProps): boolean => {
    try {
      return toggle(props);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'TransformError')) throw error;
      props.tr.setMeta('preventDispatch', true);
      return false;
    }
  };
