import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import * as Y from 'yjs';
import type { Caret, PresentPerson } from '#lib/core/workspace/index.ts';
import {
  bindingOf,
  isFromDocument,
  positionAt,
  rootName,
  type BodyBinding
} from '../binding/index.ts';
import { drawPeer } from './draw-peer.ts';
import { remainingPreview, type Clocks } from './remaining-preview.ts';

const peersKey = new PluginKey<PeersState>('peers');

interface PeersState {
  people: readonly PresentPerson[];
  held: ReadonlyMap<string, Held>;
  decorations: DecorationSet;
}

/** The latest caret of a person that this document can place, and one that it cannot place yet. */
interface Held {
  shown: Heard | null;
  waiting: Heard | null;
}

interface Heard {
  caret: Caret;
  /** How far the document had come when this preview began. */
  since: Clocks;
}

/**
 * Draws where others are and what they are typing. A caret that points beyond what has arrived
 * waits for it, and the one before stays on screen meanwhile: so a preview goes in the very moment
 * in which its text comes.
 */
export const peers = (): Plugin<PeersState> =>
  new Plugin({
    key: peersKey,
    state: {
      init: (): PeersState => ({
        people: [],
        held: new Map(),
        decorations: DecorationSet.empty
      }),
      apply(transaction, state, _before, after) {
        const people = transaction.getMeta(peersKey) as readonly PresentPerson[] | undefined;
        if (people || isFromDocument(transaction))
          return redraw(people ?? state.people, state, after);
        if (!transaction.docChanged) return state;
        const { mapping, doc } = transaction;
        return { ...state, decorations: state.decorations.map(mapping, doc) };
      }
    },
    props: { decorations: (state) => peersKey.getState(state)?.decorations }
  });

export const showPeople = (state: EditorState, people: readonly PresentPerson[]): Transaction =>
  state.tr.setMeta(peersKey, people).setMeta('addToHistory', false);

function redraw(
  people: readonly PresentPerson[],
  before: PeersState,
  after: EditorState
): PeersState {
  const binding = bindingOf(after);
  if (!binding.isInStep(after.doc)) {
    return { ...before, people, decorations: before.decorations };
  }
  const held = new Map<string, Held>();
  const decorations: Decoration[] = [];
  for (const present of people) {
    if (present.caret === null) continue;
    const { deviceId } = present.person;
    const kept = hold(present.caret, before.held.get(deviceId), binding);
    held.set(deviceId, kept);
    if (kept.shown) decorations.push(...decorate(present, kept.shown, after, binding));
  }
  return { people, held, decorations: DecorationSet.create(after.doc, decorations) };
}

function hold(caret: Caret, before: Held | undefined, binding: BodyBinding): Held {
  const earlier = [before?.waiting, before?.shown].find(
    (heard) => heard && continues(caret, heard.caret)
  );
  const heard = { caret, since: earlier?.since ?? clocksOf(binding.doc) };
  const isPlaceable = place(caret.head, binding) !== null && place(caret.anchor, binding) !== null;
  return isPlaceable
    ? { shown: heard, waiting: null }
    : { shown: before?.shown ?? null, waiting: heard };
}

/** Whether one caret goes on with the preview of another, or simply is the same. */
const continues = (caret: Caret, earlier: Caret) =>
  caret.preview && earlier.preview
    ? isSameBytes(caret.preview.after, earlier.preview.after)
    : caret.preview === earlier.preview;

const clocksOf = (doc: Y.Doc): Clocks => Y.decodeStateVector(Y.encodeStateVector(doc));

/** Where an encoded relative position is now; null for what is malformed, unknown here or gone. */
function place(encoded: Uint8Array, { body, doc }: BodyBinding) {
  try {
    const position = Y.decodeRelativePosition(encoded);
    if (position.tname !== null && position.tname !== rootName(body)) return null;
    return Y.createAbsolutePositionFromRelativePosition(position, doc, false);
  } catch {
    return null;
  }
}

function decorate(
  { person, mine }: PresentPerson,
  { caret, since }: Heard,
  { doc }: EditorState,
  binding: BodyBinding
): Decoration[] {
  const { body } = binding;
  const locate = (encoded: Uint8Array) => {
    const at = place(encoded, binding);
    return at && positionAt(doc, body, at);
  };
  const head = locate(caret.head);
  const anchor = locate(caret.anchor);
  if (head === null || anchor === null) return [];

  const after = caret.preview && place(caret.preview.after, binding);
  const preview = caret.preview && after && remainingPreview(caret.preview.text, after, since);
  const start = after ? positionAt(doc, body, after) : null;
  const position = start === null ? head : start + (preview?.arrived ?? 0);
  const text = preview?.text ?? '';

  const decorations = [
    Decoration.widget(position, () => drawPeer({ person, mine, preview: text }), {
      key: `${person.deviceId} ${person.colour} ${mine} ${person.name} ${text}`,
      side: 10,
      ignoreSelection: true,
      stopEvent: () => true
    })
  ];
  if (anchor !== head) {
    const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
    const attributes = { class: `peer-selection peer-${person.colour & 7}` };
    decorations.push(Decoration.inline(from, to, attributes));
  }
  return decorations;
}

const isSameBytes = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
