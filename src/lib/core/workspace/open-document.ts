import { type Bytes, type Clock, copyBytes, type Id, Queue } from '#lib/core/base/index.ts';
import {
  checkUpdate,
  type DocumentChange,
  type SpaceDocument,
  vaultSlot
} from '#lib/core/documents/index.ts';
import type { Names } from './names.ts';
import type { Presence } from './presence.ts';
import { type Company, SealSchedule } from './seal-schedule.ts';
import type { Space } from './space.ts';
import type {
  Caret,
  DocumentStanding,
  DocumentToVault,
  PresentPerson,
  VaultToDocument
} from './types.ts';

/** One tab's end of an open document, whatever carries it. */
export interface TabPort {
  send(message: VaultToDocument): void;
  listen(listener: (message: DocumentToVault) => void): void;
}

interface Tab {
  slot: number;
  client: number;
  port: TabPort;
  /** The clock its next change must begin with. */
  clock: number;
  refused: boolean;
  caret: Caret | null;
  inbox: Queue;
}

interface Parts {
  space: Space;
  names: Names;
  presence: Presence;
  clock: Clock;
  standing(document: SpaceDocument): DocumentStanding;
  /** Storage has failed: said to the person, in words. */
  fault(failure: unknown): string;
}

const recentMs = 30_000;

/**
 * A document that tabs of this device have open: takes what they type into the outbox, seals it
 * when it is time, hands them what others wrote, and who is there.
 */
export class OpenDocument {
  readonly docId: Id;
  readonly #parts: Parts;
  readonly #tabs = new Set<Tab>();
  readonly #schedule: SealSchedule;
  readonly #stops: (() => void)[];
  #lastCompany = -Infinity;
  #lastPreviews = '';
  #toldStanding = '';
  #document: SpaceDocument | null = null;
  readonly #arriving = new Queue();
  #arrivals = 0;

  constructor(docId: Id, parts: Parts) {
    const { space, presence, clock } = parts;
    this.docId = docId;
    this.#parts = parts;
    this.#schedule = new SealSchedule(
      clock,
      () => this.#company(),
      () => void this.#seal()
    );
    this.#stops = [
      space.documents.hold('document', docId),
      space.documents.changes.add((change) => this.#applied(change)),
      presence.changes.add((changed) => {
        if (changed === docId) this.#presenceChanged();
      })
    ];
  }

  get isUnused(): boolean {
    return this.#tabs.size === 0 && this.#arrivals === 0;
  }

  /**
   * Gives a tab the document under a slot of its own. What waits unsealed is sealed first; what
   * cannot be sealed now is shown all the same, and the slot goes on behind it.
   */
  async attach(port: TabPort, slot: number | null): Promise<void> {
    this.#arrivals++;
    try {
      await this.#arriving.run(() => this.#attach(port, slot));
    } finally {
      this.#arrivals--;
    }
  }

  async #attach(port: TabPort, slot: number | null): Promise<void> {
    const { space } = this.#parts;
    await this.#takeOver(slot);
    await this.#sealNow();
    const mayWrite = slot !== null && space.mayWrite('document', this.docId);
    const client = slot === null ? 0 : await space.documents.clientId(space.deviceId, slot);
    const document = await space.documents.get('document', this.docId);
    this.#document = document;
    // Under this slot nothing would count: the tab is to come again under another.
    if (mayWrite && document.hasStopped(client)) return port.send({ type: 'refused' });
    const sealed = document.nextClock(client);
    const unsealed = slot === null ? undefined : space.outbox.clocksOf(this.docId).get(slot);
    const tab: Tab = {
      slot: slot ?? vaultSlot,
      client,
      port,
      clock: Math.max(sealed, unsealed ?? 0),
      refused: !mayWrite,
      caret: null,
      inbox: new Queue()
    };
    this.#tabs.add(tab);
    const clientId = mayWrite ? client : null;
    const update = document.stateWith(space.outbox.updatesOf(this.docId));
    port.send({ type: 'state', update, clientId, mayWrite });
    port.send({ type: 'sealed', clock: sealed });
    port.listen((message) => void this.#hear(tab, message));
    this.#say(tab);
    this.#toldStanding = '';
    this.tellStanding();
    this.#tellPresence();
  }

  /** Whoever held the slot before has gone without a word; what it said last still counts. */
  async #takeOver(slot: number | null): Promise<void> {
    for (const tab of this.#tabs) {
      if (slot === null || tab.slot !== slot) continue;
      await tab.inbox.idle();
      tab.refused = true;
      this.detach(tab.port);
    }
  }

  /** The tab is gone, with or without a word. */
  detach(port: TabPort): void {
    for (const tab of this.#tabs) {
      if (tab.port !== port) continue;
      this.#tabs.delete(tab);
      this.#parts.presence.say({ slot: tab.slot, docId: null, caret: null });
    }
    this.#tellPresence();
    if (this.isUnused) void this.#sealNow();
  }

  close(): void {
    this.#schedule.stop();
    for (const stop of this.#stops) stop();
  }

  tellStanding(): void {
    if (!this.#document) return;
    const standing = this.#parts.standing(this.#document);
    // Every key asks, and few change anything.
    const told = JSON.stringify(standing);
    if (told === this.#toldStanding) return;
    this.#toldStanding = told;
    for (const { port } of this.#tabs) port.send({ type: 'standing', standing });
  }

  async #hear(tab: Tab, message: DocumentToVault): Promise<void> {
    switch (message.type) {
      case 'update':
        return this.#take(tab, message.n, copyBytes(message.update));
      case 'presence':
        tab.caret = message.state;
        this.#say(tab);
        // Its own caret is no news to a tab, and would cost it a redrawing on every key.
        return this.#tellPresence([...this.#tabs].filter((other) => other !== tab));
      case 'flush':
        await tab.inbox.idle();
        return this.#sealNow();
      case 'close':
        await tab.inbox.idle();
        return this.detach(tab.port);
    }
  }

  /** A change typed in a tab: checked, on the disk, and then said to be. */
  async #take(tab: Tab, n: number, update: Bytes): Promise<void> {
    const kept = await tab.inbox.run(() => this.#check(tab, update));
    if (!kept) return this.#refuse(tab);
    try {
      await kept.committed;
    } catch (failure) {
      return tab.port.send({ type: 'fault', sentence: this.#parts.fault(failure) });
    }
    tab.port.send({ type: 'committed', n });
    this.tellStanding();
    if (this.#tabs.size > 1) this.#lastCompany = this.#parts.clock.now();
    this.#schedule.written();
  }

  /** Nothing that a tab writes under its slot counts any more: it is to go on under another. */
  #refuse(tab: Tab): void {
    tab.refused = true;
    tab.port.send({ type: 'refused' });
  }

  /** Null for a change that does not go on where the tab's slot stopped. */
  async #check(tab: Tab, update: Bytes): Promise<{ committed: Promise<void> } | null> {
    if (tab.refused) return null;
    const { space } = this.#parts;
    const { documents, outbox } = space;
    const slots = [...outbox.clocksOf(this.docId).keys()];
    const clients = await Promise.all(
      slots.map(async (slot) => [slot, await documents.clientId(space.deviceId, slot)] as const)
    );
    const document = await documents.get('document', this.docId);
    // Tabs see sealed changes, their own, and what lay here unsealed when they were opened.
    const read = new Map(document.clocksFor(() => Number.MAX_SAFE_INTEGER));
    const unsealed = outbox.clocksOf(this.docId);
    for (const [slot, client] of clients) {
      read.set(client, Math.max(read.get(client) ?? 0, unsealed.get(slot) ?? 0));
    }
    read.set(tab.client, tab.clock);
    const checked = checkUpdate(update, tab.client, read);
    if (checked.fault !== null) {
      tab.refused = true;
      return null;
    }
    tab.clock = checked.to;
    const change = { update, from: checked.from, to: checked.to };
    return { committed: space.outbox.add(this.docId, tab.slot, change) };
  }

  async #seal(): Promise<void> {
    try {
      await this.#parts.space.seal(this.docId);
      this.tellStanding();
    } catch (failure) {
      const sentence = this.#parts.fault(failure);
      for (const { port } of this.#tabs) port.send({ type: 'fault', sentence });
    }
  }

  async #sealNow(): Promise<void> {
    this.#schedule.sealNow();
    await this.#seal();
  }

  /** An accepted change: the tab that wrote it learns that it is sealed, the others get it. */
  #applied(change: DocumentChange): void {
    const { document } = change;
    if (document.docKind !== 'document' || document.docId !== this.docId) return;
    this.#document = document;
    if (change.type === 'rebuilt') return this.#beginAnew();
    const { entry, update } = change;
    const own = entry.deviceId === this.#parts.space.deviceId;
    for (const tab of this.#tabs) {
      if (own && entry.meta.slot === tab.slot && tab.slot !== vaultSlot) {
        if (update) tab.port.send({ type: 'sealed', clock: entry.meta.clockTo });
        else this.#refuse(tab);
      } else if (update) tab.port.send({ type: 'update', update });
    }
    if (!own) this.#companyWrote();
    this.tellStanding();
  }

  /** What counts has changed under everybody's hands: each tab loads the document afresh. */
  #beginAnew(): void {
    for (const tab of this.#tabs) {
      tab.refused = true;
      tab.port.send({ type: 'refused' });
    }
  }

  #presenceChanged(): void {
    const present = this.#parts.presence.in(this.docId);
    const previews = present.map(
      ({ deviceId, caret }) => `${deviceId} ${caret?.preview?.text ?? ''}`
    );
    if (previews.join() !== this.#lastPreviews) {
      this.#lastPreviews = previews.join();
      if (present.some(({ caret }) => caret?.preview)) this.#lastCompany = this.#parts.clock.now();
    }
    // Whoever opens the document is to have what is written so far.
    this.#schedule.companyChanged();
    this.#tellPresence();
  }

  #companyWrote(): void {
    this.#lastCompany = this.#parts.clock.now();
    this.#schedule.companyChanged();
  }

  #company(): Company {
    if (this.#parts.presence.in(this.docId).length === 0 && this.#tabs.size < 2) return 'none';
    return this.#parts.clock.now() - this.#lastCompany < recentMs ? 'writing' : 'watching';
  }

  #say(tab: Tab): void {
    this.#parts.presence.say({ slot: tab.slot, docId: this.docId, caret: tab.caret });
  }

  #tellPresence(tabs: Iterable<Tab> = this.#tabs): void {
    const { names, presence, space } = this.#parts;
    const others: PresentPerson[] = presence.in(this.docId).flatMap(({ deviceId, caret }) => {
      const person = names.ofDevice(deviceId);
      return person ? [{ person, mine: false, caret }] : [];
    });
    const me = names.ofDevice(space.deviceId);
    for (const tab of tabs) {
      const mine = [...this.#tabs].filter((other) => other !== tab);
      const own = me ? mine.map(({ caret }) => ({ person: me, mine: true, caret })) : [];
      tab.port.send({ type: 'presence', others: [...others, ...own] });
    }
  }
}
