import { Editor } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { Italic } from '@tiptap/extension-italic';
import { Link } from '@tiptap/extension-link';
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { TableKit } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { Gapcursor } from '@tiptap/extensions';
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';

/*
 * The same editor as everybody would build it: stock binding, stock y-webrtc, nothing sealed.
 * The room is the address's fragment; whoever has `?first` in theirs writes the two headings.
 */
declare global {
  interface Window {
    stock: { isConnected: () => boolean; goTo: (paragraph: number) => void };
  }
}

const doc = new Y.Doc();
const provider = new WebrtcProvider(location.hash.slice(1), doc, {
  signaling: [`${location.origin.replace(/^http/, 'ws')}/signal`],
  peerOpts: { config: { iceServers: [] } }
});
let peers = 0;
provider.on('peers', ({ webrtcPeers }) => (peers = webrtcPeers.length));

const element = document.createElement('div');
document.body.append(element);
const editor = new Editor({
  element,
  extensions: [
    Document,
    Paragraph,
    Text,
    Heading,
    Blockquote,
    BulletList,
    OrderedList,
    ListItem,
    TableKit,
    HardBreak,
    Bold,
    Italic,
    Link,
    Gapcursor,
    Collaboration.configure({ document: doc })
  ]
});
if (location.search === '?first') {
  editor.commands.setContent('<h2>What happened</h2><p></p><h2>How it was managed</h2><p></p>');
}

window.stock = {
  isConnected: () => peers > 0 && element.querySelectorAll('p').length >= 2,
  goTo: (paragraph) => {
    const place = editor.view.posAtDOM(element.querySelectorAll('p')[paragraph] ?? element, 0);
    const end = editor.state.doc.resolve(place).end();
    editor.commands.focus(end);
  }
};
