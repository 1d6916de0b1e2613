import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import type { Node } from '@tiptap/pm/model';
import { later, type Later } from './later.ts';

/** What `findIdentifiers` of core/identifiers says of a text, in UTF-16 offsets. */
export interface Finding {
  kind: string;
  level: 'block' | 'warn';
  label: string;
  start: number;
  end: number;
}

/** A finding where it stands in the document. */
export interface MarkedIdentifier extends Omit<Finding, 'start' | 'end'> {
  from: number;
  to: number;
  /** The very words or figures. */
  text: string;
}

export interface IdentityOptions {
  find: (text: string) => Finding[];
  /** Told whenever what is found has changed. */
  onIdentifiers: (found: readonly MarkedIdentifier[]) => void;
  /** Runs work in slices between key strokes. */
  schedule?: (work: () => void) => Later;
}

const identityKey = new PluginKey<DecorationSet>('identity');

/** Longest stretch of work between two key strokes, in milliseconds. */
const sliceMs = 6;

/**
 * Marks what may identify someone, as it is typed, pasted or comes from others. Searching never
 * runs inside a key stroke: it follows in short slices, and only over blocks that are new.
 */
export function identityMarks({ find, onIdentifiers, schedule = later }: IdentityOptions) {
  const found = new WeakMap<Node, readonly Finding[]>();
  let told = '';

  /** False when the time was up before all blocks were searched. */
  const search = (doc: Node): boolean => {
    const end = performance.now() + sliceMs;
    return everyTextblock(doc, (block) => {
      if (found.has(block)) return true;
      if (performance.now() > end) return false;
      found.set(block, find(textOf(block)));
      return true;
    });
  };

  const mark = (view: EditorView): void => {
    const { state } = view;
    const before = identityKey.getState(state) ?? DecorationSet.empty;
    const { decorations, all } = brought(before, state.doc, found);
    if (decorations !== before) {
      view.dispatch(state.tr.setMeta(identityKey, decorations).setMeta('addToHistory', false));
    }
    const key = all.map(({ kind, text }) => `${kind} ${text}`).join('\n');
    if (key === told) return;
    told = key;
    onIdentifiers(all);
  };

  return new Plugin<DecorationSet>({
    key: identityKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction: Transaction, decorations) {
        const marked = transaction.getMeta(identityKey) as DecorationSet | undefined;
        return marked ?? decorations.map(transaction.mapping, transaction.doc);
      }
    },
    props: { decorations: (state) => identityKey.getState(state) },
    view(view) {
      let waiting: Later | null = null;
      let marked: Node | null = null;
      const work = () => {
        waiting = null;
        const { doc } = view.state;
        if (doc === marked) return;
        if (!search(doc)) waiting = schedule(work);
        else {
          marked = doc;
          mark(view);
        }
      };
      waiting = schedule(work);
      return {
        update(_view, before) {
          if (before.doc !== view.state.doc) waiting ??= schedule(work);
        },
        destroy: () => waiting?.cancel()
      };
    }
  });
}

/**
 * Decorations brought to what was found, touched only in blocks where they differ: the editor then
 * looks at those blocks alone.
 */
function brought(
  before: DecorationSet,
  doc: Node,
  found: WeakMap<Node, readonly Finding[]>
): { decorations: DecorationSet; all: MarkedIdentifier[] } {
  const all: MarkedIdentifier[] = [];
  const old = before.find();
  const stale: Decoration[] = [];
  const fresh: Decoration[] = [];
  let next = 0;
  old.sort((a, b) => a.from - b.from);
  everyTextblock(doc, (block, position) => {
    const marks = marksIn(block, position, found.get(block) ?? []);
    const end = position + block.nodeSize;
    const shown: Decoration[] = [];
    for (let mark = old[next]; mark && mark.from < end; mark = old[++next]) shown.push(mark);
    if (!isShown(marks, shown)) {
      stale.push(...shown);
      fresh.push(...marks.map(decorate));
    }
    all.push(...marks);
    return true;
  });
  stale.push(...old.slice(next));
  if (stale.length + fresh.length === 0) return { decorations: before, all };
  return { decorations: before.remove(stale).add(doc, fresh), all };
}

const isShown = (marks: readonly MarkedIdentifier[], shown: readonly Decoration[]) =>
  marks.length === shown.length &&
  marks.every(({ from, to, kind, label }, index) => {
    const spec = shown[index]?.spec as MarkedIdentifier | undefined;
    return (
      shown[index]?.from === from &&
      shown[index].to === to &&
      spec?.kind === kind &&
      spec.label === label
    );
  });

/** What is marked in a document, in order, with the places to jump to. */
export function identifiersIn(state: EditorState): MarkedIdentifier[] {
  const decorations = identityKey.getState(state)?.find() ?? [];
  return decorations
    .map(({ from, to, spec }) => ({ ...(spec as MarkedIdentifier), from, to }))
    .sort((a, b) => a.from - b.from);
}

function marksIn(block: Node, position: number, findings: readonly Finding[]): MarkedIdentifier[] {
  return findings.map(({ start, end, kind, level, label }) => {
    const text = textOf(block).slice(start, end);
    return { kind, level, label, text, from: position + 1 + start, to: position + 1 + end };
  });
}

const warning = 'may identify someone';

function decorate(marked: MarkedIdentifier): Decoration {
  const words = marked.label.includes(warning) ? marked.label : `${marked.label}: ${warning}`;
  const attributes = {
    class: marked.level === 'block' ? 'may-identify may-identify-block' : 'may-identify',
    title: words,
    'aria-description': words
  };
  return Decoration.inline(marked.from, marked.to, attributes, marked);
}

/** Ends early, with false, when `visit` does. */
function everyTextblock(
  node: Node,
  visit: (block: Node, position: number) => boolean,
  start = 0
): boolean {
  let position = start;
  for (let index = 0; index < node.childCount; index++) {
    const child = node.child(index);
    const isOn = child.isTextblock
      ? visit(child, position)
      : child.isLeaf || everyTextblock(child, visit, position + 1);
    if (!isOn) return false;
    position += child.nodeSize;
  }
  return true;
}

/** The text of a block whose offsets are its positions: what is not text counts one. */
const textOf = (block: Node): string =>
  block.textBetween(0, block.content.size, undefined, (leaf) =>
    leaf.type.name === 'hardBreak' ? '\n' : '\ufffc'
  );
