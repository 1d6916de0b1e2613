import { expose } from 'comlink';
import type {
  DocumentToVault,
  TabPort,
  VaultEvent,
  VaultHost,
  VaultStatus
} from '#lib/core/workspace/index.ts';
import type { VaultService } from './service.ts';

/** What the worker's side needs beside the vault itself. */
export interface WorkerParts {
  /** Resolves when this worker alone may open the storage; false while another vault has it. */
  host(): Promise<VaultHost | null>;
  /** The name of the vault's own lock, once it is held. */
  alive: Promise<string>;
  /** Resolves when the tab that holds this lock has gone. */
  whenGone(tabLock: string): Promise<void>;
  lendNetwork(port: MessagePort): void;
  networkLost(port: MessagePort): void;
  onEvent(listener: (event: VaultEvent) => void): () => void;
  /** How many tabs are there now. */
  tabsChanged(count: number): void;
}

/** Serves the tabs of this browser: one service per tab, gone with the tab. */
export class TabServer {
  readonly #parts: WorkerParts;
  #tabs = 0;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  connect(port: MessagePort): void {
    const leavings: (() => void)[] = [];
    const service = serviceFor(this.#parts, leavings, (tabLock) => {
      this.#parts.tabsChanged(++this.#tabs);
      void this.#parts.whenGone(tabLock).then(() => {
        for (const leave of leavings) leave();
        this.#parts.tabsChanged(--this.#tabs);
      });
    });
    expose(service, port);
  }
}

function serviceFor(
  parts: WorkerParts,
  leavings: (() => void)[],
  greeted: (tabLock: string) => void
): VaultService {
  const vault = async () => {
    const host = await parts.host();
    if (!host) throw new Error('another version of the vault is open');
    return host;
  };
  const open = async () => (await vault()).workspace;
  const space = async (localId: string) => (await open()).space(localId);
  return {
    greet: async (tabLock) => {
      greeted(tabLock);
      return { alive: await parts.alive };
    },
    watch: async (port) => {
      leavings.push(parts.onEvent((event) => port.postMessage(event)));
    },
    status: async (): Promise<VaultStatus> => {
      const host = await parts.host();
      return host ? host.status() : { state: 'unavailable', reason: 'elsewhere' };
    },
    create: async (passphrase) => (await vault()).create(passphrase),
    unlock: async (passphrase) => (await vault()).unlock(passphrase),
    lock: async () => (await vault()).lock(),
    touch: async () => (await vault()).touch(),
    spaces: async () => (await open()).spaces(),
    startCommunity: async (input) => (await open()).startCommunity(input),
    invite: async (input) => (await open()).invite(input),
    invitations: async (spaceLocalId) => (await open()).invitations(spaceLocalId),
    revokeInvitation: async (localId, inviteId) =>
      (await space(localId)).governing.revokeInvitation(inviteId),
    people: async (localId) => (await space(localId)).people(),
    setRole: async (localId, memberId, role) =>
      (await space(localId)).governing.setRole(memberId, role),
    removeMember: async (localId, memberId, reason) =>
      (await space(localId)).governing.removeMember(memberId, reason),
    removeOrganisation: async (localId, orgId, reason) =>
      (await space(localId)).governing.removeOrganisation(orgId, reason),
    removeDevice: async (localId, deviceId, reason) =>
      (await space(localId)).governing.removeDevice(deviceId, reason),
    nameDevice: async (localId, deviceId, name) =>
      (await open()).nameDevice(localId, deviceId, name),
    describeSpace: async (localId, card) => (await open()).describeSpace(localId, card),
    hideSpace: async (localId, hidden) => (await open()).hideSpace(localId, hidden),
    history: async (localId) => (await space(localId)).history(),
    lateChanges: async (localId) => (await space(localId)).lateChanges(),
    adoptLateChanges: async (localId, log) => (await space(localId)).governing.adopt(log),
    inspectInvitation: async (fragment) => (await open()).inspectInvitation(fragment),
    acceptInvitation: async (fragment, who) => (await open()).acceptInvitation(fragment, who),
    ownRequests: async (fragment) => (await open()).arrivals.list(fragment),
    withdrawRequest: async (requestId) => (await open()).arrivals.withdraw(requestId),
    admissionRequests: async (localId) => (await space(localId)).inviting.reception.requests(),
    letIn: async (localId, request) => (await space(localId)).inviting.reception.letIn(request),
    turnDown: async (localId, request) =>
      (await space(localId)).inviting.reception.turnDown(request),
    catalogue: async (spaceLocalId) => (await open()).catalogue(spaceLocalId),
    createDocument: async (input) => (await open()).createDocument(input),
    previewCopy: async (docId, into) => (await open()).copying.previewCopy(docId, into),
    shareCopy: async (docId, into, answered) =>
      (await open()).copying.shareCopy(docId, into, answered),
    importFiles: async (input) => (await open()).importFiles(input),
    undoImport: async (importId) => (await open()).undoImport(importId),
    search: async (query, spaceLocalId) => (await open()).search(query, spaceLocalId),
    openDocument: async (docId, slot, port) => {
      const opened = await (await open()).openDocument(docId, tabPortOver(port), slot);
      if (!opened.ok) return opened;
      leavings.push(opened.value.close);
      return { ok: true, value: { row: opened.value.row } };
    },
    lendNetwork: async (port) => {
      parts.lendNetwork(port);
      leavings.push(() => parts.networkLost(port));
    }
  };
}

function tabPortOver(port: MessagePort): TabPort {
  return {
    send: (message) => port.postMessage(message),
    listen: (listener) => {
      port.onmessage = ({ data }: MessageEvent<DocumentToVault>) => listener(data);
    }
  };
}
