import * as Y from 'yjs';
import type {
  Caret,
  DocumentStanding,
  DocumentToVault,
  PresentPerson,
  VaultToDocument
} from '#lib/core/workspace/types.ts';
import { ownTextSince } from './own-text.ts';
import { type VaultConnection, VaultEnded } from './vault-connection.ts';

/** Changes that came from the vault carry this origin, so that they are not sent back. */
const fromVault = Symbol('from the vault');

/** Sessions of this tab that are still handing over their last changes, by document. */
const closing = new Map<string, Promise<void>>();

/**
 * A document open in this tab: the Yjs document the editor works on, and the port to the vault,
 * which alone keeps and shares it.
 */
export class DocumentSession {
  doc = $state.raw<Y.Doc | null>(null);
  status = $state<'loading' | 'ready' | 'not-found' | 'ended'>('loading');
  mayWrite = $state(false);
  standing = $state.raw<DocumentStanding | null>(null);
  others = $state.raw<PresentPerson[]>([]);
  /** Sentences for the person: what could not be kept, why, and what to do. */
  faults = $state.raw<string[]>([]);

  readonly #connection: VaultConnection;
  readonly #docId: string;
  #sent = $state(0);
  #committed = $state(0);
  #port: MessagePort | null = null;
  #client: number | null = null;
  #sealed = 0;
  #whenCommitted: (() => void) | null = null;
  #closed = false;

  constructor(connection: VaultConnection, docId: string) {
    this.#connection = connection;
    this.#docId = docId;
    void this.#open();
    addEventListener('blur', this.flush);
    addEventListener('pagehide', this.flush);
    document.addEventListener('visibilitychange', this.flush);
  }

  /** Everything typed is on this device's disk. */
  get saved(): boolean {
    return this.#committed === this.#sent;
  }

  /** Own text below this clock is sealed; above it others see a preview at most. */
  sealedClock = (): number => this.#sealed;

  setCaret = (caret: Caret | null): void => {
    this.#say({ type: 'presence', state: caret });
  };

  /** Seals what was typed: from then on it is in the library and can be found. */
  flush = (): void => {
    this.#say({ type: 'flush' });
  };

  /** Lets go of the document; what was typed is handed over first. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    removeEventListener('blur', this.flush);
    removeEventListener('pagehide', this.flush);
    document.removeEventListener('visibilitychange', this.flush);
    const handedOver = this.#handOver().finally(() => {
      if (closing.get(this.#docId) === handedOver) closing.delete(this.#docId);
    });
    closing.set(this.#docId, handedOver);
  }

  async #open(): Promise<void> {
    // The next session continues the clock of the last, so the last one's changes come first.
    await closing.get(this.#docId);
    if (this.#closed) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<VaultToDocument>) => this.#hear(data);
    this.#port = port1;
    try {
      const opened = await this.#connection.workspace.openDocument(this.#docId, port2);
      if (!opened.ok) this.status = 'not-found';
    } catch (failure) {
      if (!(failure instanceof VaultEnded)) throw failure;
      this.#end();
    }
  }

  #hear(message: VaultToDocument): void {
    switch (message.type) {
      case 'state':
        return this.#load(message);
      case 'update':
        return this.#apply(message.update);
      case 'committed':
        this.#committed = Math.max(this.#committed, message.n);
        if (this.saved) this.#whenCommitted?.();
        return;
      case 'sealed':
        this.#sealed = message.clock;
        // The preview that others see shrinks with what they now have as text.
        this.others = [...this.others];
        return;
      case 'presence':
        this.others = message.others;
        return;
      case 'standing':
        this.standing = message.standing;
        return;
      case 'fault':
        this.faults = [...new Set([...this.faults, message.sentence])];
        return;
      case 'refused':
        return this.#startAnew();
    }
  }

  #load(message: Extract<VaultToDocument, { type: 'state' }>): void {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, message.update, fromVault);
    // Only now: Yjs swaps a client id that it meets in what it loads.
    if (message.clientId !== null) doc.clientID = message.clientId;
    this.#client = message.clientId;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      // Yjs tidies formatting when it arrives, which in a document only read is nobody's change.
      if (origin !== fromVault && this.mayWrite) this.#write(update);
    });
    this.doc = doc;
    this.mayWrite = message.mayWrite && message.clientId !== null;
    this.status = 'ready';
  }

  #apply(update: Uint8Array): void {
    if (!this.doc) return;
    Y.applyUpdate(this.doc, update, fromVault);
    if (this.#client !== null && this.doc.clientID !== this.#client) {
      this.doc.clientID = this.#client;
    }
  }

  #write(update: Uint8Array): void {
    this.#sent++;
    this.#say({ type: 'update', n: this.#sent, update });
  }

  /** The vault did not take a change: begin anew under another slot, and give back what was typed. */
  #startAnew(): void {
    const lost =
      this.doc && this.#client !== null ? ownTextSince(this.doc, this.#client, this.#sealed) : '';
    if (lost !== '') {
      const sentence = `Some of what you just typed was not kept. Copy it from here and paste it where it belongs: “${lost}”`;
      this.faults = [...this.faults, sentence];
    }
    this.#port?.close();
    this.doc?.destroy();
    this.doc = null;
    this.status = 'loading';
    this.#sent = this.#committed = 0;
    this.#connection.renewSlot();
    void this.#open();
  }

  async #handOver(): Promise<void> {
    if (this.status === 'ready' && !this.saved) {
      const committed = new Promise<void>((resolve) => (this.#whenCommitted = resolve));
      const lost = new Promise<void>((resolve) => {
        this.#connection.subscribe((event) => event.type === 'locked' && resolve());
      });
      await Promise.race([committed, lost]);
    }
    this.#say({ type: 'close' });
    this.#port?.close();
    this.doc?.destroy();
  }

  #end(): void {
    this.status = 'ended';
    this.doc?.destroy();
    this.doc = null;
  }

  #say(message: DocumentToVault): void {
    this.#port?.postMessage(message);
  }
}
