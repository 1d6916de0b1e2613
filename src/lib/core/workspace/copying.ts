import {
  type Bytes,
  type Clock,
  err,
  type Id,
  idFromBytes,
  ok,
  type Random,
  type Result,
  toHex,
  utf8
} from '#lib/core/base/index.ts';
import { sha256 } from '#lib/core/crypto/index.ts';
import { type Provenance, writeCopy } from '#lib/core/documents/index.ts';
import { findIdentifiers } from '#lib/core/identifiers/index.ts';
import type { CopyCalls, CopyFailure, CopyPreview } from './copy-types.ts';
import type { SpaceHost } from './space-host.ts';

interface Parts {
  clock: Clock;
  random: Random;
  hosts(): Iterable<SpaceHost>;
}

interface Route {
  docId: Id;
  from: SpaceHost;
  into: SpaceHost;
}

interface Source {
  state: Bytes;
  /** Who writes it anew where it goes. */
  client: number;
  mayLinkTo: (docId: Id) => boolean;
}

/** Copies of documents for other spaces: first shown, then answered for, then made. */
export class Copying implements CopyCalls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async previewCopy(docId: Id, intoLocalId: Id): Promise<Result<CopyPreview, CopyFailure>> {
    const route = this.#route(docId, intoLocalId);
    if (!route.ok) return route;
    return ok(await this.#preview(route.value, await this.#read(route.value)));
  }

  async shareCopy(
    docId: Id,
    intoLocalId: Id,
    answered: string
  ): Promise<Result<{ docId: Id }, CopyFailure>> {
    const route = this.#route(docId, intoLocalId);
    if (!route.ok) return route;
    const { into } = route.value;
    const source = await this.#read(route.value);
    const preview = await this.#preview(route.value, source);
    if (preview.seen !== answered) return err({ type: 'changed' });
    const { changes } = writeCopy(source.state, { ...source, ...preview }, source.client);
    const copyId = idFromBytes(this.#parts.random.bytes(16));
    if (!into.space.mayWrite('document', copyId)) return err({ type: 'not-entitled' });
    await into.space.write('document', copyId, changes);
    await into.catalogue.settle();
    return ok({ docId: copyId });
  }

  #route(docId: Id, intoLocalId: Id): Result<Route, CopyFailure> {
    const hosts = [...this.#parts.hosts()];
    const from = hosts.find(({ catalogue }) => catalogue.get(docId));
    const into = hosts.find(({ space }) => space.record.localId === intoLocalId);
    if (!from || !into) return err({ type: 'not-found' });
    const mayWrite = into.space.mayWrite('document', docId);
    return from === into || !mayWrite ? err({ type: 'not-entitled' }) : ok({ docId, from, into });
  }

  async #preview(route: Route, source: Source): Promise<CopyPreview> {
    const { into } = route;
    const provenance = this.#provenanceOf(route);
    // When it was made is left out of what is compared: it is another moment each time.
    const terms = { ...source, provenance: { ...provenance, at: 0 } };
    const copy = writeCopy(source.state, terms, source.client);
    const leavesDevice = into.space.record.kind !== 'private';
    const readers = leavesDevice
      ? into.names.readers().map(({ name, people }) => ({ name, people: people.length }))
      : [];
    const said = JSON.stringify([provenance.from, provenance.by, leavesDevice, readers]);
    const digests = await Promise.all(
      [utf8(said), ...copy.changes.map(({ update }) => update)].map(sha256)
    );
    return {
      provenance,
      leavesDevice,
      readers,
      identifiers: copy.words.flatMap((text) =>
        findIdentifiers(text).map(({ kind, label, start, end }) => ({
          kind,
          label,
          text: text.slice(start, end)
        }))
      ),
      flattenedLinks: copy.flattened,
      seen: digests.map(toHex).join('.')
    };
  }

  /** As it stands on this device, with what is typed here and not sealed yet. */
  async #read({ docId, from, into }: Route): Promise<Source> {
    const { documents, outbox } = from.space;
    const client = await into.space.vaultClient();
    const document = await documents.get('document', docId);
    return {
      state: document.stateWith(outbox.updatesOf(docId)),
      client,
      mayLinkTo: (linked) => into.catalogue.get(linked) !== undefined
    };
  }

  /**
   * Only a community that is shown openly is named: nobody outside may learn of any other space,
   * not even that there is one.
   */
  #provenanceOf({ from, into }: Route): Provenance {
    const { kind, hidden } = from.space.record;
    const { memberId = '' } = into.space.member ?? {};
    return {
      from: kind === 'community' && !hidden ? from.names.space : null,
      by: into.names.ofMember(memberId),
      at: this.#parts.clock.now()
    };
  }
}
