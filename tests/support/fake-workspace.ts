import { err, ok, type Result } from '#lib/core/base/index.ts';
import type {
  AdmissionRequest,
  CatalogueRow,
  CopyFailure,
  CopyPreview,
  ImportReport,
  Invitation,
  InvitationFailure,
  InvitationOffer,
  LettingIn,
  NotEntitled,
  OwnRequest,
  Role,
  SearchResult,
  SpaceKind,
  SpaceSummary,
  UnlockFailure,
  VaultEvent,
  VaultStatus,
  Workspace
} from '#lib/core/workspace/index.ts';
import { VaultEnded, type VaultConnection } from '#lib/state/vault-connection.ts';
import { FakePeople } from './fake-people.ts';
import { communityOf, privateSpace, row } from './fake-rows.ts';

/** A vault in memory, with one passphrase and no cryptography, for tests of what stands on it. */
class FakeWorkspace extends FakePeople implements Workspace {
  currentStatus: VaultStatus = { state: 'open', protected: true };
  passphrase: string | null = 'correct horse battery';
  spaceList: SpaceSummary[] = [privateSpace()];
  rows: CatalogueRow[] = [];
  invitationList: Invitation[] = [];
  askingList: AdmissionRequest[] = [];
  ownRequestList: OwnRequest[] = [];
  offer: Result<InvitationOffer, InvitationFailure> = err({ type: 'nobody-answers' });
  copyShown: CopyPreview | null = null;
  nextWaitMs = 1000;
  touches = 0;
  undone: string[] = [];
  readonly #end: () => void;

  constructor(emit: (event: VaultEvent) => void, end: () => void) {
    super(emit);
    this.#end = end;
  }

  async status(): Promise<VaultStatus> {
    return this.currentStatus;
  }

  async create(passphrase: string | null): Promise<Result<undefined, { type: 'too-short' }>> {
    if (passphrase !== null && passphrase.length < 12) return err({ type: 'too-short' });
    this.passphrase = passphrase;
    this.currentStatus = { state: 'open', protected: passphrase !== null };
    return ok();
  }

  async unlock(passphrase: string): Promise<Result<undefined, UnlockFailure>> {
    if (passphrase !== this.passphrase) {
      const waitMs = this.nextWaitMs;
      this.nextWaitMs = Math.min(60_000, waitMs * 2);
      return err({ type: 'wrong-passphrase', waitMs });
    }
    this.currentStatus = { state: 'open', protected: true };
    return ok();
  }

  async lock(): Promise<void> {
    this.currentStatus =
      this.passphrase === null
        ? { state: 'open', protected: false }
        : { state: 'locked', waitUntil: 0 };
    this.#end();
  }

  async touch(): Promise<void> {
    this.touches += 1;
  }

  async watch(): Promise<void> {}

  async spaces(): Promise<SpaceSummary[]> {
    return [...this.spaceList];
  }

  async startCommunity(input: {
    community: string;
    name: string;
    organisation: string;
    kind?: Exclude<SpaceKind, 'private'>;
    purpose?: string;
    colour?: number;
  }): Promise<Result<SpaceSummary, { type: 'empty-name' }>> {
    if (input.community.trim() === '') return err({ type: 'empty-name' });
    const space = communityOf(input);
    this.spaceList = [...this.spaceList, space];
    this.emit({ type: 'spaces-changed' });
    return ok(space);
  }

  async describeSpace(
    spaceLocalId: string,
    card: { name: string; purpose: string; colour: number }
  ): Promise<Result<undefined, NotEntitled>> {
    if (this.refuses) return err({ type: 'not-entitled' });
    this.#change(spaceLocalId, card);
    return ok();
  }

  async hideSpace(spaceLocalId: string, hidden: boolean): Promise<void> {
    this.#change(spaceLocalId, { hidden });
  }

  async invite(input: {
    spaceLocalId: string;
    orgId?: string | null;
    organisation: string;
    role?: Role;
    days: number;
    approval?: boolean;
  }): Promise<Result<Invitation, NotEntitled>> {
    if (this.refuses) return err({ type: 'not-entitled' });
    const invitation: Invitation = {
      inviteId: `invite${this.invitationList.length}`,
      spaceLocalId: input.spaceLocalId,
      organisation: input.organisation,
      expiresAt: Date.now() + input.days * 86_400_000,
      role: input.role ?? 'editor',
      state: 'open',
      approval: input.approval ?? false,
      mayRevoke: true,
      link: `https://cairn.example/#j1.${'k7qmv2xw4t'.repeat(14)}`
    };
    this.invitationList = [...this.invitationList, invitation];
    this.emit({ type: 'invitations-changed' });
    return ok(invitation);
  }

  async revokeInvitation(
    _spaceLocalId: string,
    inviteId: string
  ): Promise<Result<undefined, NotEntitled>> {
    if (this.refuses) return err({ type: 'not-entitled' });
    this.invitationList = this.invitationList.map((one) =>
      one.inviteId === inviteId ? { ...one, state: 'revoked', mayRevoke: false, link: null } : one
    );
    this.emit({ type: 'invitations-changed' });
    return ok();
  }

  async invitations(spaceLocalId: string): Promise<Invitation[]> {
    return this.invitationList.filter((one) => one.spaceLocalId === spaceLocalId);
  }

  async ownRequests(): Promise<OwnRequest[]> {
    return this.ownRequestList;
  }

  async withdrawRequest(requestId: string): Promise<void> {
    this.ownRequestList = this.ownRequestList.filter((one) => one.requestId !== requestId);
    this.emit({ type: 'requests-changed' });
  }

  async admissionRequests(): Promise<AdmissionRequest[]> {
    return this.askingList;
  }

  letIn(_spaceLocalId: string, requestId: string): Promise<LettingIn> {
    return this.#answer(requestId);
  }

  turnDown(_spaceLocalId: string, requestId: string): Promise<LettingIn> {
    return this.#answer(requestId);
  }

  async #answer(requestId: string): Promise<LettingIn> {
    if (this.refuses) return err({ type: 'not-entitled' });
    this.askingList = this.askingList.filter((one) => one.requestId !== requestId);
    this.emit({ type: 'invitations-changed' });
    return ok();
  }

  async inspectInvitation(): Promise<Result<InvitationOffer, InvitationFailure>> {
    return this.offer;
  }

  async acceptInvitation(
    _fragment: string,
    who: { name: string; organisation: string }
  ): Promise<Result<SpaceSummary, InvitationFailure>> {
    if (!this.offer.ok) return this.offer;
    const space = communityOf({ community: this.offer.value.community, ...who });
    this.spaceList = [...this.spaceList, space];
    this.emit({ type: 'spaces-changed' });
    return ok(space);
  }

  async catalogue(spaceLocalId: string | null): Promise<CatalogueRow[]> {
    const hidden = this.spaceList.filter((space) => space.hidden).map((space) => space.localId);
    return this.rows.filter(({ spaceId }) =>
      spaceLocalId === null ? !hidden.includes(spaceId) : spaceId === spaceLocalId
    );
  }

  async createDocument(input: {
    spaceLocalId: string;
    kind: string;
    title: string;
  }): Promise<Result<{ docId: string }, { type: 'not-entitled' }>> {
    const docId = `doc${this.rows.length}`;
    this.rows = [
      row({ docId, spaceId: input.spaceLocalId, kind: input.kind, title: input.title }),
      ...this.rows
    ];
    this.emit({ type: 'catalogue-changed', docIds: [docId] });
    return ok({ docId });
  }

  async previewCopy(): Promise<Result<CopyPreview, CopyFailure>> {
    return this.copyShown ? ok(this.copyShown) : err({ type: 'not-found' });
  }

  async shareCopy(
    docId: string,
    spaceLocalId: string,
    answered: string
  ): Promise<Result<{ docId: string }, CopyFailure>> {
    if (answered !== this.copyShown?.seen) return err({ type: 'changed' });
    const title = this.rows.find((one) => one.docId === docId)?.title ?? '';
    return this.createDocument({ spaceLocalId, kind: 'page', title });
  }

  async openDocument(docId: string): Promise<Result<{ row: CatalogueRow }, { type: 'not-found' }>> {
    const found = this.rows.find((one) => one.docId === docId);
    return found ? ok({ row: found }) : err({ type: 'not-found' });
  }

  async importFiles(input: {
    importId: string;
    spaceLocalId: string;
    files: { name: string; size: number; bytes: Uint8Array | null }[];
  }): Promise<ImportReport> {
    const report: ImportReport = { importId: input.importId, made: [], failed: [] };
    const total = input.files.length;
    for (const [index, file] of input.files.entries()) {
      if (file.bytes && file.size > 0) {
        const title = file.name.replace(/\.\w+$/, '');
        const made = await this.createDocument({ ...input, kind: 'page', title });
        if (!made.ok) continue;
        const { docId } = made.value;
        report.made.push({ docId, title, fileName: file.name, notes: [], identifiers: 0 });
      } else {
        report.failed.push({
          failure: { type: 'empty', fileName: file.name },
          sentence: `“${file.name}” is empty, so there was nothing to import.`
        });
      }
      this.emit({ type: 'import-progress', importId: input.importId, done: index + 1, total });
    }
    return report;
  }

  async undoImport(importId: string): Promise<void> {
    this.undone.push(importId);
  }

  /** Whole words in the title or the summary; the passage is the summary. */
  async search(query: string, spaceLocalId: string | null): Promise<SearchResult[]> {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = await this.catalogue(spaceLocalId);
    return rows
      .filter((one) =>
        words.every((word) => `${one.title} ${one.summary}`.toLowerCase().includes(word))
      )
      .map((one) => ({
        row: one,
        title: highlight(one.title, words),
        passage: { sectionId: 'text', text: highlight(one.summary, words), quote: words[0] ?? '' }
      }));
  }

  #change(localId: string, some: Partial<SpaceSummary>): void {
    this.spaceList = this.spaceList.map((space) =>
      space.localId === localId ? { ...space, ...some } : space
    );
    this.emit({ type: 'spaces-changed' });
  }
}

/** A connection to a `FakeWorkspace` that can end under its calls, as the real one does. */
export class FakeConnection implements VaultConnection {
  readonly fake: FakeWorkspace;
  readonly workspace: Workspace;
  readonly #listeners = new Set<(event: VaultEvent) => void>();
  readonly #endings = new Set<() => void>();

  constructor() {
    this.fake = new FakeWorkspace(this.emit, this.end);
    this.workspace = new Proxy<Workspace>(this.fake, {
      get: (target, name: keyof Workspace) => {
        const method = target[name].bind(target) as (...input: unknown[]) => Promise<unknown>;
        return (...input: unknown[]) => this.#race(method(...input));
      }
    });
  }

  subscribe(listener: (event: VaultEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit = (event: VaultEvent): void => {
    for (const listener of [...this.#listeners]) listener(event);
  };

  /** The vault ends: whatever was asked of it is never answered. */
  end = (): void => {
    for (const reject of [...this.#endings]) reject();
    this.emit({ type: 'locked' });
  };

  renewSlot(): void {}

  get listeners(): number {
    return this.#listeners.size;
  }

  #race(call: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new VaultEnded());
      this.#endings.add(ended);
      call.then(resolve, reject).finally(() => this.#endings.delete(ended));
    });
  }
}

function highlight(text: string, words: string[]): SearchResult['title'] {
  const pattern = new RegExp(
    `(${words.map((word) => word.replace(/\W/g, '\\$&')).join('|')})`,
    'i'
  );
  return text
    .split(pattern)
    .map((part) => ({ text: part, match: words.includes(part.toLowerCase()) }));
}
