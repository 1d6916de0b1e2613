import type { Editor } from '@tiptap/core';
import Bold from '@lucide/svelte/icons/bold';
import Heading2 from '@lucide/svelte/icons/heading-2';
import Heading3 from '@lucide/svelte/icons/heading-3';
import Italic from '@lucide/svelte/icons/italic';
import List from '@lucide/svelte/icons/list';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Minus from '@lucide/svelte/icons/minus';
import Plus from '@lucide/svelte/icons/plus';
import Quote from '@lucide/svelte/icons/text-quote';
import Redo from '@lucide/svelte/icons/redo-2';
import Table from '@lucide/svelte/icons/table';
import Undo from '@lucide/svelte/icons/undo-2';
import Cross from '@lucide/svelte/icons/x';
import type { Component } from 'svelte';
import { undoManagerOf } from '../binding/index.ts';
import { repairTables } from '../schema/index.ts';

export interface Command {
  name: string;
  icon: Component<{ size?: number }>;
  /** A shortcut in the notation of `aria-keyshortcuts`. */
  keys?: string;
  /** Absent for acts, which are never "on". */
  isOn?: (editor: Editor) => boolean;
  isPossible?: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
  /** Stands beside the icon where there is room. */
  word?: string;
}

export const textCommands: Command[] = [
  {
    name: 'Bold',
    icon: Bold,
    keys: 'Control+B',
    isOn: (editor) => editor.isActive('bold'),
    run: (editor) => editor.commands.toggleBold()
  },
  {
    name: 'Italic',
    icon: Italic,
    keys: 'Control+I',
    isOn: (editor) => editor.isActive('italic'),
    run: (editor) => editor.commands.toggleItalic()
  },
  {
    name: 'Heading',
    word: 'Heading',
    icon: Heading2,
    isOn: (editor) => editor.isActive('heading', { level: 2 }),
    run: (editor) => editor.commands.toggleHeading({ level: 2 })
  },
  {
    name: 'Subheading',
    word: 'Subheading',
    icon: Heading3,
    isOn: (editor) => editor.isActive('heading', { level: 3 }),
    run: (editor) => editor.commands.toggleHeading({ level: 3 })
  },
  {
    name: 'Bullets',
    word: 'Bullets',
    icon: List,
    isOn: (editor) => editor.isActive('bulletList'),
    run: (editor) => editor.commands.toggleBulletList()
  },
  {
    name: 'Numbers',
    word: 'Numbers',
    icon: ListOrdered,
    isOn: (editor) => editor.isActive('orderedList'),
    run: (editor) => editor.commands.toggleOrderedList()
  },
  {
    name: 'Quote',
    word: 'Quote',
    icon: Quote,
    isOn: (editor) => editor.isActive('blockquote'),
    run: (editor) => editor.commands.toggleBlockquote()
  },
  {
    name: 'Table',
    word: 'Table',
    icon: Table,
    isPossible: (editor) => !editor.isActive('table'),
    run: (editor) => editor.commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true })
  }
];

export const historyCommands: Command[] = [
  {
    name: 'Undo',
    icon: Undo,
    keys: 'Control+Z',
    isPossible: (editor) => undoManagerOf(editor.state).undoStack.length > 0,
    run: (editor) => editor.commands.undo()
  },
  {
    name: 'Redo',
    icon: Redo,
    keys: 'Control+Y',
    isPossible: (editor) => undoManagerOf(editor.state).redoStack.length > 0,
    run: (editor) => editor.commands.redo()
  }
];

export const tableCommands: Command[] = [
  {
    name: 'Add row',
    word: 'Row',
    icon: Plus,
    run: (editor) => onSoundTable(editor, () => editor.commands.addRowAfter())
  },
  {
    name: 'Delete row',
    icon: Minus,
    run: (editor) => onSoundTable(editor, () => editor.commands.deleteRow())
  },
  {
    name: 'Add column',
    word: 'Column',
    icon: Plus,
    run: (editor) => onSoundTable(editor, () => editor.commands.addColumnAfter())
  },
  {
    name: 'Delete column',
    icon: Minus,
    run: (editor) => onSoundTable(editor, () => editor.commands.deleteColumn())
  },
  {
    name: 'Delete table',
    word: 'Table',
    icon: Cross,
    run: (editor) => editor.commands.deleteTable()
  }
];

/** Two people's changes can leave rows of unequal length, over which rows and columns would slip. */
function onSoundTable(editor: Editor, act: () => void): void {
  const repair = repairTables(editor.state);
  if (repair) editor.view.dispatch(repair);
  act();
}
