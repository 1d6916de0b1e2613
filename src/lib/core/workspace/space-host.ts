import type { Id } from '#lib/core/base/index.ts';
import type { SpaceDocument } from '#lib/core/documents/index.ts';
import { isAtLeast } from '#lib/core/membership/index.ts';
import type { StorageAdapter } from '#lib/core/storage/index.ts';
import type { Session } from '#lib/core/sync/index.ts';
import { Catalogue } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import type { Environment } from './environment.ts';
import {
  admissionSentence,
  damageSentence,
  intakeSentence,
  storageSentence,
  unlessStorageFails
} from './fault.ts';
import { Inviting } from './invitations/inviting.ts';
import { Names } from './names.ts';
import { SpaceNetwork } from './network.ts';
import { EpochKeeper } from './epoch-keeper.ts';
import { Governing } from './governing.ts';
import { historyOf } from './chronicle.ts';
import { copiesOf, lateChangesOf } from './late-changes.ts';
import { OpenDocument, type TabPort } from './open-document.ts';
import { peopleOf } from './people.ts';
import type { Space } from './space.ts';
import { heldBy, notYetElsewhere } from './standing.ts';
import type {
  CatalogueRow,
  DocumentStanding,
  HistoryRow,
  LateRow,
  PeopleOfSpace,
  SpaceSummary,
  VaultEvent
} from './types.ts';

interface Parts {
  environment: Environment;
  storage: StorageAdapter;
  tell: (event: VaultEvent) => void;
}

/** A space with everything that lives around it while the vault is open. */
export class SpaceHost {
  readonly space: Space;
  readonly names: Names;
  readonly catalogue: Catalogue;
  readonly network: SpaceNetwork;
  readonly inviting: Inviting;
  readonly governing: Governing;
  readonly #keeper: EpochKeeper;
  readonly #open = new Map<Id, OpenDocument>();
  readonly #parts: Parts;

  private constructor(
    parts: Parts,
    space: Space,
    around: {
      names: Names;
      catalogue: Catalogue;
      network: SpaceNetwork;
      inviting: Inviting;
    }
  ) {
    this.#parts = parts;
    this.space = space;
    this.names = around.names;
    this.catalogue = around.catalogue;
    this.network = around.network;
    this.inviting = around.inviting;
    this.governing = new Governing(space);
    this.#keeper = new EpochKeeper(space, {
      ...parts.environment,
      failed: (failure) => this.#fault(failure)
    });
  }

  static async open(parts: Parts, space: Space): Promise<SpaceHost> {
    const { environment, storage, tell } = parts;
    const spacesChanged = () => tell({ type: 'spaces-changed' });
    const names = await Names.of(space, spacesChanged);
    const shared = { storage, clock: environment.clock };
    const catalogue = await Catalogue.load(space, shared, (docIds) => {
      tell({ type: 'catalogue-changed', docIds });
    });
    const network = await SpaceNetwork.load(space, { ...environment, storage });
    const inviting = await Inviting.load({
      ...environment,
      storage,
      space,
      names,
      documentCount: () => catalogue.entries.length,
      sessions: () => network.sessions,
      changed: () => {
        tell({ type: 'invitations-changed' });
        tell({ type: 'spaces-changed' });
      },
      admitted: (session: Session) => void network.adopt(session),
      failed: (failure) => tell({ type: 'storage-fault', sentence: admissionSentence(failure) })
    });
    const host = new SpaceHost(parts, space, { names, catalogue, network, inviting });
    host.#tellDamage();
    host.#follow();
    return host;
  }

  #tellDamage(): void {
    const { damaged } = this.space.outbox;
    if (damaged.length === 0) return;
    const titles = new Set(damaged.map(({ docId }) => this.catalogue.get(docId)?.title ?? ''));
    this.#parts.tell({
      type: 'storage-fault',
      sentence: damageSentence(damaged.length, [...titles])
    });
  }

  /** Goes on the network: a private space has nobody to look for. */
  async connect(): Promise<void> {
    if (this.space.record.kind === 'private') return;
    await this.network.start();
    await this.inviting.start();
    this.#keeper.look();
  }

  async close(): Promise<void> {
    this.#keeper.close();
    this.inviting.close();
    this.network.close();
    for (const document of this.#open.values()) document.close();
    // What a full disk keeps from being sealed is safe in the outbox; nothing else stays undone for it.
    for (const docId of this.space.outbox.documents) {
      await unlessStorageFails(() => this.space.seal(docId));
    }
    await this.space.log.idle();
    await unlessStorageFails(() => this.catalogue.settle());
    this.catalogue.close();
    this.names.close();
  }

  summary(): SpaceSummary {
    const { space, names, network } = this;
    const me = space.member;
    const here = network.inTouch.flatMap((deviceId) => names.ofDevice(deviceId) ?? []);
    // In a private space nobody has been asked for a name.
    const name = me && names.ofMember(me.memberId);
    const own = me && name ? { name, organisation: names.ofOrganisation(me.orgId) } : null;
    return {
      localId: space.record.localId,
      name: names.space,
      kind: space.record.kind,
      colour: names.spaceColour,
      organisations: names.readers(),
      me: own,
      role: me?.role ?? 'reader',
      readOnly: this.#readOnly(),
      purpose: names.purpose,
      hidden: space.record.hidden,
      lateChanges: me?.role === 'admin' ? space.log.late.length : 0,
      copies: copiesOf(space, names),
      takenBack: space.takenBack,
      requests: this.inviting.reception.requests().length,
      documents: this.catalogue.entries.length,
      here,
      connection: this.#connection(here.length),
      progress: network.progress
    };
  }

  people(): PeopleOfSpace {
    return peopleOf(this.space, this.names, this.network.inTouch, this.network.refusals);
  }

  history(): HistoryRow[] {
    return historyOf(this.space, this.names);
  }

  lateChanges(): Promise<LateRow[]> {
    return lateChangesOf(this.space, this.names, this.catalogue);
  }

  rows(): CatalogueRow[] {
    return this.catalogue.entries.map((entry) => this.row(entry));
  }

  row(entry: CatalogueEntry): CatalogueRow {
    const { names, space, network } = this;
    const author = names.ofDevice(entry.createdBy);
    const changer = names.ofDevice(entry.changedBy);
    const { lastSeqs, createdAt, createdBy, changedAt, changedBy, binned, ...shown } = entry;
    return {
      ...shown,
      spaceId: space.record.localId,
      organisation: author?.organisation ?? '',
      created: createdAt,
      changed: changedAt,
      changedBy: changer?.name ?? '',
      heldBy: heldBy(space, names, network.receipts(), lastSeqs)
    };
  }

  /** Opens a document for a tab; the returned function is for when the tab has gone. */
  async openDocument(docId: Id, port: TabPort, slot: number | null): Promise<() => void> {
    const document = this.#open.get(docId) ?? this.#opened(docId);
    await document.attach(port, slot);
    return () => {
      document.detach(port);
      if (!document.isUnused || this.#open.get(docId) !== document) return;
      this.#open.delete(docId);
      document.close();
    };
  }

  #opened(docId: Id): OpenDocument {
    const document = new OpenDocument(docId, {
      space: this.space,
      names: this.names,
      presence: this.network.presence,
      clock: this.#parts.environment.clock,
      standing: (document) => this.#standing(document),
      fault: (failure) => this.#fault(failure)
    });
    this.#open.set(docId, document);
    return document;
  }

  #follow(): void {
    const { tell } = this.#parts;
    this.network.keysWanted.add(({ deviceId, epochIds }) => {
      this.#keeper.wanted(deviceId, epochIds);
    });
    this.network.invitationsShared.add(({ deviceId, invitations }) => {
      this.#keepUp(() => this.inviting.heard(deviceId, invitations));
    });
    this.network.changes.add((change) => {
      if (change === 'touch') this.#keepUp(() => this.inviting.share());
      if (change === 'receipts') {
        tell({ type: 'catalogue-changed', docIds: [] });
        for (const document of this.#open.values()) document.tellStanding();
      } else tell({ type: 'spaces-changed' });
    });
    this.network.faults.add((failure) => {
      tell({ type: 'storage-fault', sentence: intakeSentence(failure) });
    });
    this.space.news.add((news) => {
      if (news.type !== 'operations') return;
      this.#keepUp(() => this.inviting.ledgerChanged());
      tell({ type: 'invitations-changed' });
      tell({ type: 'spaces-changed' });
      for (const document of this.#open.values()) document.tellStanding();
    });
  }

  /** What follows from news by itself; the disk may have to be told again. */
  #keepUp(work: () => Promise<void>): void {
    void unlessStorageFails(work);
  }

  #standing(document: SpaceDocument): DocumentStanding {
    const { space, names, network } = this;
    const receipts = network.receipts();
    const shared = names.readers().length > 1;
    const waiting = notYetElsewhere(space, receipts, document.seqsOf(space.deviceId));
    const unsealed = space.outbox.has(document.docId) ? 1 : 0;
    return {
      spaceLocalId: space.record.localId,
      spaceName: names.space,
      private: space.record.kind === 'private',
      readers: names.readers(),
      alsoWith: unsealed ? [] : heldBy(space, names, receipts, document.lastSeqs),
      onTheirWay: shared ? waiting + unsealed : 0
    };
  }

  #readOnly(): SpaceSummary['readOnly'] {
    const { member, membership, sendingKey } = this.space;
    if (!member) return 'removed';
    if (membership.updateNeeded) return 'update-needed';
    if (this.space.isCopied) return 'copied';
    if (!isAtLeast(member.role, 'editor')) return 'role';
    return sendingKey ? null : 'no-key';
  }

  #fault(failure: unknown): string {
    const sentence = storageSentence(failure);
    this.#parts.tell({ type: 'storage-fault', sentence });
    return sentence;
  }

  #connection(here: number): SpaceSummary['connection'] {
    if (this.space.record.kind === 'private') return 'off';
    if (here > 0) return 'in-touch';
    return this.network.reachable ? 'alone' : 'unreachable';
  }
}
