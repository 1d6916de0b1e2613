import { transfer } from 'comlink';
import { Listeners } from '#lib/core/base/index.ts';
import type { VaultEvent, Workspace } from '#lib/core/workspace/index.ts';
import { stealLock, takeSlot, waitForLock } from '#lib/platform/locks/index.ts';
import type { VaultService } from '#lib/platform/vault-worker/index.ts';
import { NetworkTab } from '#lib/platform/webrtc/index.ts';
import { type VaultConnection, VaultEnded } from '#lib/state/index.ts';
import { lockNames } from './lock-names.ts';
import { meetVault, type VaultLife } from './vault-life.ts';

// Slot 0 is the vault's own.
const firstSlot = 1;
const lastSlot = 255;

/** What a tab asks goes to the vault as it is, but for what is named apart below. */
const asked = [
  'unlock',
  'touch',
  'spaces',
  'startCommunity',
  'invite',
  'invitations',
  'revokeInvitation',
  'inspectInvitation',
  'acceptInvitation',
  'ownRequests',
  'withdrawRequest',
  'admissionRequests',
  'letIn',
  'turnDown',
  'people',
  'setRole',
  'removeMember',
  'removeOrganisation',
  'removeDevice',
  'nameDevice',
  'describeSpace',
  'hideSpace',
  'history',
  'lateChanges',
  'adoptLateChanges',
  'catalogue',
  'createDocument',
  'previewCopy',
  'shareCopy',
  'undoImport',
  'search'
] as const satisfies readonly (keyof Workspace & keyof VaultService)[];

/** This tab's line to the vault, over all its lives. */
export class VaultLink implements VaultConnection {
  readonly workspace: Workspace;
  readonly #events = new Listeners<VaultEvent>();
  #life: Promise<VaultLife | null> | null = null;
  #slot: ReturnType<typeof takeSlot> | null = null;
  #network: NetworkTab | null = null;
  #runsNetwork = false;

  constructor() {
    this.workspace = this.#facade();
    void this.#standForNetwork(waitForLock);
  }

  subscribe(listener: (event: VaultEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** The next document this tab opens is written under another slot: the last went wrong. */
  renewSlot(): void {
    // The old slot stays taken until the tab ends, so that nobody goes on where it is unclear.
    this.#slot = null;
  }

  #meet(): Promise<VaultLife | null> {
    this.#life ??= meetVault().then(async (life) => {
      if (life) await this.#begin(life);
      return life;
    });
    return this.#life;
  }

  async #begin(life: VaultLife): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<VaultEvent>) => this.#hear(data);
    void life.ended.then(() => {
      port1.close();
      this.#life = null;
      this.#network?.close();
      this.#network = null;
      this.#events.tell({ type: 'locked' });
    });
    await life.service.watch(transfer(port2, [port2]));
    if (this.#runsNetwork) await this.#lend(life);
  }

  #hear(event: VaultEvent): void {
    // "locked" is told once, when the vault has really ended and the next can be met.
    if (event.type === 'locked') return;
    if (event.type === 'network-wanted') void this.#takeOver();
    this.#events.tell(event);
  }

  async #standForNetwork(take: (name: string, lost: () => void) => Promise<void>): Promise<void> {
    await take(lockNames.network, () => {
      this.#runsNetwork = false;
      this.#network?.close();
      this.#network = null;
      void this.#standForNetwork(waitForLock);
    });
    this.#runsNetwork = true;
    const life = await this.#life;
    if (life) await this.#lend(life);
  }

  async #takeOver(): Promise<void> {
    const life = await this.#life;
    if (this.#runsNetwork && life) await this.#lend(life);
    else await this.#standForNetwork(stealLock);
  }

  async #lend(life: VaultLife): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    this.#network?.close();
    this.#network = new NetworkTab(port1, startCarrier);
    await life.service.lendNetwork(transfer(port2, [port2]));
  }

  /** A call loses against the vault's end: nobody would ever answer it. */
  async #ask<Answer>(call: (service: VaultService) => Promise<Answer>): Promise<Answer> {
    const life = await this.#meet();
    if (!life) throw new VaultEnded('the vault runs in another tab');
    const ended = life.ended.then(() => {
      throw new VaultEnded('the vault has ended');
    });
    return Promise.race([call(life.service), ended]);
  }

  async #takeSlot(): Promise<number | null> {
    this.#slot ??= takeSlot(lockNames.slot, firstSlot, lastSlot);
    return (await this.#slot)?.slot ?? null;
  }

  #facade(): Workspace {
    return {
      ...this.#asked(),
      status: async () => {
        const life = await this.#meet();
        if (!life) return { state: 'unavailable', reason: 'elsewhere' };
        return this.#ask((service) => service.status());
      },
      create: (passphrase) => {
        // Asked for and not waited for: some browsers take a minute over the answer.
        void navigator.storage.persist();
        return this.#ask((service) => service.create(passphrase));
      },
      lock: async () => {
        const life = await this.#meet();
        // The vault's end is the answer.
        void life?.service.lock();
        await life?.ended;
      },
      openDocument: async (docId, port) => {
        const slot = await this.#takeSlot();
        return this.#ask((service) => service.openDocument(docId, slot, transfer(port, [port])));
      },
      importFiles: (input) => {
        const buffers = input.files.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
        return this.#ask((service) => service.importFiles(transfer(input, buffers)));
      }
    };
  }

  #asked(): Pick<Workspace, (typeof asked)[number]> {
    type Call = (...args: unknown[]) => Promise<unknown>;
    return Object.fromEntries(
      asked.map((name) => [
        name,
        (...args: unknown[]) => this.#ask((service) => (service[name] as Call)(...args))
      ])
    ) as Pick<Workspace, (typeof asked)[number]>;
  }
}

const startCarrier = () =>
  new Worker(new URL('./carrier.worker.ts', import.meta.url), {
    type: 'module',
    name: 'cairn-carrier'
  });
