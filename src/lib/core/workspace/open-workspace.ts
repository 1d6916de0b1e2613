import { equalBytes, err, type Id, idFromBytes, ok, type Result } from '#lib/core/base/index.ts';
import { kindById, vaultSlot, writeNewDocument } from '#lib/core/documents/index.ts';
import { type OpenVault, readOwnProfile, writeOwnProfile } from '#lib/core/identity/index.ts';
import { highlight, type SearchIndex } from '#lib/core/search/index.ts';
import { Arrivals } from './invitations/arrivals.ts';
import { Copying } from './copying.ts';
import type { Environment } from './environment.ts';
import { unlessStorageFails } from './fault.ts';
import { binDocuments, type FileToImport, importFiles } from './import-files.ts';
import type { Invitation } from './invitations/types.ts';
import { writeDeviceName, writeMissingNames, writeSpaceCard } from './names.ts';
import type { TabPort } from './open-document.ts';
import { SearchStore } from './search-store.ts';
import { Space } from './space.ts';
import { SpaceHost } from './space-host.ts';
import { readFoundedCard, readSpaceRecords, type SpaceRecord } from './space-record.ts';
import type {
  CatalogueRow,
  ImportReport,
  NotEntitled,
  SearchResult,
  SpaceCard,
  SpaceKind,
  SpaceSummary,
  VaultEvent,
  Workspace
} from './types.ts';

const privateSpaceName = 'Only me';
/** Each result is highlighted from its text, and more than these nobody reads. */
const resultsShown = 20;
const searchAfterMs = 2_000;

/** Everything of an unlocked vault: all spaces and what spans them. */
export class OpenWorkspace {
  readonly vault: OpenVault;
  readonly copying: Copying;
  readonly #environment: Environment;
  readonly #tell: (event: VaultEvent) => void;
  readonly #search: SearchStore;
  readonly #hosts = new Map<Id, SpaceHost>();
  readonly #imports = new Map<string, { host: SpaceHost; docIds: Id[] }>();
  #arrivals: Arrivals | null = null;
  #cancelReading: () => void = () => undefined;

  private constructor(
    environment: Environment,
    vault: OpenVault,
    tell: (event: VaultEvent) => void
  ) {
    this.#environment = environment;
    this.vault = vault;
    this.copying = new Copying({ ...environment, hosts: () => this.#hosts.values() });
    this.#search = new SearchStore(vault.storage, environment.clock);
    this.#tell = (event) => {
      if (event.type === 'catalogue-changed') this.#search.saveSoon();
      tell(event);
    };
  }

  /** Opens every space; the first opening makes "Only me". */
  static async open(
    environment: Environment,
    vault: OpenVault,
    tell: (event: VaultEvent) => void
  ): Promise<OpenWorkspace> {
    const workspace = new OpenWorkspace(environment, vault, tell);
    const records = await readSpaceRecords(vault.storage);
    for (const record of records) await workspace.#open(record);
    if (records.length === 0) {
      await workspace.#found('private', { name: privateSpaceName, purpose: '', colour: null });
    }
    for (const host of workspace.#hosts.values()) await host.connect();
    workspace.#arrivals = await workspace.#expect();
    workspace.#arrivals.start();
    workspace.#readSearchLater();
    return workspace;
  }

  /** The spaces this person is on the way into. */
  get arrivals(): Arrivals {
    if (!this.#arrivals) throw new Error('the workspace is not open yet');
    return this.#arrivals;
  }

  async close(): Promise<void> {
    this.#cancelReading();
    this.#arrivals?.close();
    for (const host of this.#hosts.values()) await host.close();
    await this.#search.save();
    this.#search.close();
  }

  /** A way to connect, or the network itself, has come back. */
  lookAgain(): void {
    this.#arrivals?.lookAgain();
    for (const host of this.#hosts.values()) {
      host.network.lookAgain();
      host.inviting.lookAgain();
    }
  }

  spaces(): SpaceSummary[] {
    return [...this.#hosts.values()].map((host) => host.summary());
  }

  host(localId: Id): SpaceHost | undefined {
    return this.#hosts.get(localId);
  }

  async startCommunity(
    input: Parameters<Workspace['startCommunity']>[0]
  ): Promise<Result<SpaceSummary, { type: 'empty-name' }>> {
    const [community, name, organisation] = [input.community, input.name, input.organisation].map(
      (text) => text.trim()
    );
    if (!community || !name || !organisation) return err({ type: 'empty-name' });
    await writeOwnProfile(this.vault.storage, { name, organisation });
    const { kind = 'community', purpose = '', colour = null } = input;
    const host = await this.#found(kind, { name: community, purpose, colour });
    await host.connect();
    this.#tell({ type: 'spaces-changed' });
    return ok(host.summary());
  }

  async invite(
    input: Parameters<Workspace['invite']>[0]
  ): Promise<Result<Invitation, NotEntitled>> {
    const host = this.#hosts.get(input.spaceLocalId);
    const { orgId = null, role = 'editor', days } = input;
    const automatic = !(input.approval ?? host?.space.record.kind !== 'community');
    const wish = { orgId, role, days, organisation: input.organisation.trim(), automatic };
    const invitation = await host?.inviting.invite(wish);
    return invitation ? ok(invitation) : err({ type: 'not-entitled' });
  }

  async invitations(spaceLocalId: Id): Promise<Invitation[]> {
    return (await this.#hosts.get(spaceLocalId)?.inviting.list()) ?? [];
  }

  inspectInvitation(fragment: string) {
    return this.arrivals.inspect(fragment);
  }

  acceptInvitation(fragment: string, who: { name: string; organisation: string }) {
    return this.arrivals.accept(fragment, who);
  }

  /** A space by its local id; throws for one that this device does not have. */
  space(localId: Id): SpaceHost {
    const host = this.#hosts.get(localId);
    if (!host) throw new Error('no such space here');
    return host;
  }

  async nameDevice(localId: Id, deviceId: Id, name: string): Promise<void> {
    await writeDeviceName(this.space(localId).space, deviceId, name.trim().slice(0, 80));
  }

  async describeSpace(localId: Id, card: SpaceCard): Promise<Result<undefined, NotEntitled>> {
    const { space } = this.space(localId);
    if (space.member?.role !== 'admin' || card.name.trim() === '')
      return err({ type: 'not-entitled' });
    await writeSpaceCard(space, { ...card, name: card.name.trim(), purpose: card.purpose.trim() });
    return ok();
  }

  async hideSpace(localId: Id, hidden: boolean): Promise<void> {
    await this.space(localId).space.hide(hidden);
    this.#tell({ type: 'spaces-changed' });
  }

  ownProfile() {
    return readOwnProfile(this.vault.storage);
  }

  catalogue(localId: Id | null): CatalogueRow[] {
    return this.#lookedInto(localId)
      .flatMap((host) => host.rows())
      .sort((a, b) => b.changed - a.changed);
  }

  async createDocument(input: {
    spaceLocalId: Id;
    kind: string;
    title: string;
  }): Promise<Result<{ docId: Id }, { type: 'not-entitled' }>> {
    const host = this.#hosts.get(input.spaceLocalId);
    const kind = kindById(input.kind);
    const docId = idFromBytes(this.#environment.random.bytes(16));
    if (!host || !kind || !host.space.mayWrite('document', docId)) {
      return err({ type: 'not-entitled' });
    }
    const client = await host.space.documents.clientId(host.space.deviceId, vaultSlot);
    const changes = writeNewDocument({ kind, title: input.title }, client);
    await host.space.write('document', docId, changes);
    await host.catalogue.settle();
    return ok({ docId });
  }

  async openDocument(docId: Id, port: TabPort, slot: number | null) {
    for (const host of this.#hosts.values()) {
      const entry = host.catalogue.get(docId);
      if (!entry) continue;
      const close = await host.openDocument(docId, port, slot);
      return ok({ row: host.row(entry), close });
    }
    return err({ type: 'not-found' as const });
  }

  async importFiles(input: {
    importId: string;
    spaceLocalId: Id;
    files: readonly FileToImport[];
  }): Promise<ImportReport> {
    const { importId, files } = input;
    const host = this.#hosts.get(input.spaceLocalId);
    if (!host) return { importId, made: [], failed: [] };
    const { random } = this.#environment;
    const report = await importFiles(host.space, random, importId, files, (done) => {
      this.#tell({ type: 'import-progress', importId, done, total: files.length });
    });
    this.#imports.set(importId, { host, docIds: report.made.map(({ docId }) => docId) });
    await host.catalogue.settle();
    return report;
  }

  async undoImport(importId: string): Promise<void> {
    const made = this.#imports.get(importId);
    if (!made) return;
    this.#imports.delete(importId);
    await binDocuments(made.host.space, made.docIds);
    await made.host.catalogue.settle();
  }

  /** Best first, over all spaces or one, each with the passage that matches. */
  async search(query: string, localId: Id | null): Promise<SearchResult[]> {
    const hosts = this.#lookedInto(localId);
    const hostsById = new Map(hosts.map((host) => [idFromBytes(host.space.spaceId), host]));
    const options = { limit: resultsShown, spaceIds: [...hostsById.keys()] };
    const index = await this.#searchIndex();
    const { hits, terms } = index.search(query, options);
    const results: SearchResult[] = [];
    for (const { docId, spaceId } of hits) {
      const host = hostsById.get(spaceId);
      const entry = host?.catalogue.get(docId);
      if (!host || !entry) continue;
      const passages = await host.catalogue.passages(docId);
      const document = { docId, spaceId, title: entry.title, passages };
      results.push({ row: host.row(entry), ...highlight(document, terms) });
    }
    return results;
  }

  /** The index with every library in it. */
  async #searchIndex(): Promise<SearchIndex> {
    const index = await this.#search.index();
    for (const { catalogue } of this.#hosts.values()) await catalogue.feed(index);
    return index;
  }

  /** Whoever opens the vault sees the list first; a search that comes sooner has it read at once. */
  #readSearchLater(): void {
    const { clock } = this.#environment;
    // What fails here fails again, and is told, when somebody searches.
    this.#cancelReading = clock.after(searchAfterMs, () => {
      this.#searchIndex().catch(() => undefined);
    });
  }

  /** Where to look: in one space, or in all that are not hidden on this device. */
  #lookedInto(localId: Id | null): SpaceHost[] {
    return [...this.#hosts.values()].filter(({ space: { record } }) =>
      localId === null ? !record.hidden : record.localId === localId
    );
  }

  #expect(): Promise<Arrivals> {
    const { vault } = this;
    return Arrivals.load({
      ...this.#environment,
      vault,
      tell: this.#tell,
      localIdOf: (spaceId) =>
        [...this.#hosts.values()].find(({ space }) => equalBytes(space.spaceId, spaceId))?.space
          .record.localId,
      open: async ({ record, session }) => {
        const host = await this.#open(record);
        await host.network.adopt(session);
        await host.connect();
        return host.summary();
      }
    });
  }

  async #found(kind: SpaceKind, card: SpaceCard): Promise<SpaceHost> {
    const space = await Space.found(this.#spaceParts(), kind, card);
    await this.#writeNames(space);
    return this.#host(space);
  }

  async #open(record: SpaceRecord): Promise<SpaceHost> {
    const space = await Space.open(this.#spaceParts(), record);
    await unlessStorageFails(() => this.#writeNames(space));
    return this.#host(space);
  }

  async #writeNames(space: Space): Promise<void> {
    const founded = await readFoundedCard(this.vault.storage, space.spaceId);
    await writeMissingNames(space, founded, await this.ownProfile());
  }

  async #host(space: Space): Promise<SpaceHost> {
    const host = await SpaceHost.open(
      {
        environment: this.#environment,
        storage: this.vault.storage,
        tell: this.#tell
      },
      space
    );
    this.#hosts.set(space.record.localId, host);
    return host;
  }

  #spaceParts() {
    const { clock, random } = this.#environment;
    return { storage: this.vault.storage, wrappingKey: this.vault.wrappingKey, clock, random };
  }
}
