import * as Y from 'yjs';
import { type Clock, systemClock, systemRandom } from '#lib/core/base/index.ts';
import { leastCost } from '#lib/core/crypto/index.ts';
import { bodyOf, lastSlot } from '#lib/core/documents/index.ts';
import { MemoryStorage, type StorageAdapter } from '#lib/core/storage/index.ts';
import {
  type DocumentToVault,
  VaultHost,
  type VaultToDocument
} from '#lib/core/workspace/index.ts';
import { FakeNetwork, type Plug } from './fake-network.ts';

/** A device with everything of Cairn but a browser: vault, spaces, a network in memory. */
export class Device {
  readonly plug: Plug;
  readonly storage: StorageAdapter;
  readonly clock: Clock;
  vault: VaultHost;

  constructor(
    network: FakeNetwork,
    storage: StorageAdapter = new MemoryStorage(),
    clock = systemClock
  ) {
    this.plug = network.plug();
    this.storage = storage;
    this.clock = clock;
    this.vault = this.#start();
  }

  get workspace() {
    return this.vault.workspace;
  }

  /** Ends the vault without a word, as a crash would, and starts another on the same storage. */
  restart(): void {
    this.plug.pull();
    this.plug.pushIn();
    this.vault = this.#start();
  }

  async privateSpace() {
    const space = this.workspace.spaces().find(({ kind }) => kind === 'private');
    if (!space) throw new Error('no private space');
    return space;
  }

  #start(): VaultHost {
    return new VaultHost(
      {
        storage: this.storage,
        signalling: this.plug.signalling,
        connector: this.plug.connector,
        clock: this.clock,
        random: systemRandom,
        passphraseCost: leastCost,
        origin: 'https://cairn.test'
      },
      () => undefined
    );
  }
}

/** A tab with one document open, as far as a vault can tell. */
export class Tab {
  readonly said: VaultToDocument[] = [];
  readonly doc = new Y.Doc();
  /** The tab is closed, as its lock tells the vault. */
  gone: () => void = () => undefined;
  #say: (message: DocumentToVault) => void = () => undefined;
  #sent = 0;
  committed = 0;

  static async open(device: Device, docId: string, slot = 1): Promise<Tab> {
    if (slot > lastSlot) throw new Error('no such slot');
    const tab = new Tab();
    const opened = await device.workspace.openDocument(
      docId,
      {
        send: (message) => tab.#hear(structuredClone(message)),
        listen: (listener) => (tab.#say = (message) => listener(structuredClone(message)))
      },
      slot
    );
    if (!opened.ok) throw new Error('no such document');
    tab.gone = opened.value.close;
    return tab;
  }

  /** Types at the end of a section's last paragraph. */
  type(sectionId: string, text: string): void {
    const section = this.#section(sectionId);
    const paragraph = section.get(section.length - 1) as Y.XmlElement;
    let last = paragraph.length > 0 ? paragraph.get(paragraph.length - 1) : null;
    if (!(last instanceof Y.XmlText)) {
      last = new Y.XmlText();
      paragraph.push([last]);
    }
    last.insert(last.length, text);
  }

  /** Takes characters away from the end of a section's last paragraph. */
  erase(sectionId: string, length: number): void {
    const section = this.#section(sectionId);
    const paragraph = section.get(section.length - 1) as Y.XmlElement;
    const last = paragraph.get(paragraph.length - 1) as Y.XmlText;
    last.delete(last.length - length, length);
  }

  read(sectionId: string): string {
    return this.#section(sectionId)
      .toString()
      .replace(/<[^>]*>/g, '');
  }

  flush(): void {
    this.#say({ type: 'flush' });
  }

  close(): void {
    this.#say({ type: 'close' });
  }

  /** The vault has told it to go on under another slot. */
  get refused(): boolean {
    return this.said.some(({ type }) => type === 'refused');
  }

  get saved(): boolean {
    return this.committed === this.#sent;
  }

  #section(sectionId: string): Y.XmlElement {
    const section = bodyOf(this.doc)
      .toArray()
      .find((node) => node instanceof Y.XmlElement && node.getAttribute('sectionId') === sectionId);
    if (!(section instanceof Y.XmlElement)) throw new Error(`no section ${sectionId}`);
    return section;
  }

  #hear(message: VaultToDocument): void {
    this.said.push(message);
    if (message.type === 'state') {
      Y.applyUpdate(this.doc, message.update, 'vault');
      if (message.clientId !== null) this.doc.clientID = message.clientId;
      this.doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'vault') return;
        this.#say({ type: 'update', n: ++this.#sent, update });
      });
    } else if (message.type === 'update') Y.applyUpdate(this.doc, message.update, 'vault');
    else if (message.type === 'committed') this.committed = message.n;
  }
}

/** Waits until a condition holds; says what it waited for when it never does. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still waiting until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
