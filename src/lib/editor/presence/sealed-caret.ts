import type { Node } from '@tiptap/pm/model';
import type { Selection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import type { Caret } from '#lib/core/workspace/index.ts';
import {
  isElement,
  placeAt,
  rootName,
  type Place,
  type YParent,
  type YType
} from '../binding/index.ts';

/** As much of the unsealed text as others are shown; the end of it, where the caret is. */
const previewLimit = 300;

/**
 * A selection in terms that others can resolve: each end at the nearest place before it that is
 * sealed, and the text that this client has typed since between there and the caret.
 */
export function sealedCaret(
  doc: Node,
  selection: Selection,
  body: YParent,
  sealedClock: number
): Caret {
  const client = body.doc?.clientID ?? 0;
  const isSealed = ({ id }: Y.Item | Y.GC) => id.client !== client || id.clock < sealedClock;
  const walk = (position: number) =>
    walkBack(placeAt(doc, body, position), { body, client, sealedClock, isSealed });
  const head = walk(selection.head);
  const anchor = selection.empty ? head : walk(selection.anchor);
  return {
    anchor: anchor.after,
    head: head.after,
    preview: head.text === '' ? null : { after: head.after, text: head.text }
  };
}

interface Sealing {
  body: YParent;
  client: number;
  sealedClock: number;
  isSealed: (item: Y.Item) => boolean;
}

interface Walked {
  after: Uint8Array;
  text: string;
}

/** Goes back from a place over what is not sealed, collecting its text, to the first sealed thing. */
function walkBack(start: Place, sealing: Sealing): Walked {
  const { body, isSealed } = sealing;
  const typed = new Typed();
  let { type, index } = start;
  for (;;) {
    if (type instanceof Y.Text) {
      const sealed = backInText(type, index, sealing, typed);
      if (sealed !== null) return { after: afterItem(sealed), text: typed.text };
    } else {
      const before = childBefore(type, index);
      if (before instanceof Y.Text) {
        ({ type, index } = { type: before, index: before.length });
        continue;
      }
      if (isElement(before) && before._item !== null) {
        const isUnsealed = !isSealed(before._item);
        if (before.nodeName === 'hardBreak' && isUnsealed) typed.prepend('\n');
        else if (!isUnsealed && !holdsText(before)) {
          return { after: afterItem(before._item.id), text: typed.text };
        } else if (holdsText(before)) {
          ({ type, index } = { type: before, index: before.length });
          continue;
        }
        if (before.nodeName !== 'hardBreak') typed.stop();
        index -= 1;
        continue;
      }
      if (index > 0) {
        index -= 1;
        continue;
      }
    }
    const item: Y.Item | null = type._item;
    if (item === null) return { after: rootStart(body), text: typed.text };
    if (isSealed(item)) return { after: startOf(item), text: typed.text };
    const parent: unknown = item.parent;
    if (!(parent instanceof Y.XmlFragment)) return { after: startOf(item), text: typed.text };
    if (isTextblock(type)) typed.prepend('\n');
    if (isCell(type)) typed.stop();
    ({ type, index } = { type: parent as YType, index: indexIn(parent, type) });
  }
}

/** The id of the last sealed character before `index`, or null when the text's start comes first. */
function backInText(text: Y.Text, index: number, sealing: Sealing, typed: Typed): Y.ID | null {
  for (const { item, length } of itemsBefore(text, index)) {
    const last = item.id.clock + length - 1;
    if (item.id.client !== sealing.client || last < sealing.sealedClock) {
      return Y.createID(item.id.client, last);
    }
    const unsealedFrom = Math.max(0, sealing.sealedClock - item.id.clock);
    if (item.content instanceof Y.ContentString) {
      typed.prepend(item.content.str.slice(unsealedFrom, length));
    }
    if (unsealedFrom > 0) return Y.createID(item.id.client, sealing.sealedClock - 1);
  }
  return null;
}

/** Visible items left of an index, nearest first, with how much of each lies left of it. */
function itemsBefore(text: Y.Text, index: number): { item: Y.Item; length: number }[] {
  const items: { item: Y.Item; length: number }[] = [];
  let left = index;
  for (let item = text._start; item !== null && left > 0; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const length = Math.min(left, item.length);
    items.push({ item, length });
    left -= length;
  }
  return items.reverse();
}

class Typed {
  text = '';
  #isOpen = true;

  prepend(text: string): void {
    if (!this.#isOpen) return;
    const whole = text + this.text;
    if (whole.length <= previewLimit) this.text = whole;
    else {
      this.text = `…${[...whole.slice(1 - previewLimit)].join('')}`;
      this.#isOpen = false;
    }
  }

  stop(): void {
    this.#isOpen = false;
  }
}

const childBefore = (type: YType, index: number): unknown =>
  type instanceof Y.XmlFragment ? (type.toArray() as unknown[])[index - 1] : undefined;

const indexIn = (parent: Y.XmlFragment, type: YType): number =>
  (parent.toArray() as unknown[]).indexOf(type);

const isTextblock = (type: YType) =>
  isElement(type) && ['paragraph', 'heading'].includes(type.nodeName);

const isCell = (type: YType) =>
  isElement(type) && ['tableCell', 'tableHeader'].includes(type.nodeName);

const containers = ['paragraph', 'heading', 'blockquote', 'bulletList', 'orderedList', 'listItem'];
const holdsText = (element: Y.XmlElement) => containers.includes(element.nodeName);

const afterItem = (id: Y.ID) =>
  Y.encodeRelativePosition(new Y.RelativePosition(null, null, id, -1));

const startOf = ({ id }: Y.Item) =>
  Y.encodeRelativePosition(new Y.RelativePosition(id, null, null, -1));

const rootStart = (body: YParent) =>
  Y.encodeRelativePosition(new Y.RelativePosition(null, rootName(body), null, -1));
