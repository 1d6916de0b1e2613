import { type Clock, err, type Id, ok, type Random, type Result } from '#lib/core/base/index.ts';
import { type OpenVault, writeOwnProfile } from '#lib/core/identity/index.ts';
import { deriveInvitationKeys, type InvitationLink, readLink } from '#lib/core/membership/index.ts';
import { StorageFailure } from '#lib/core/storage/index.ts';
import type { Connector, Signalling } from '#lib/core/sync/index.ts';
import { unlessStorageFails } from '../fault.ts';
import type { InvitationFailure, InvitationOffer, OwnRequest } from './types.ts';
import { type Joined, Joining } from './joining.ts';
import { type KeptRequest, putRequest, readRequests, removeRequest } from './own-request-store.ts';
import type { SpaceSummary, VaultEvent } from '../types.ts';

interface Parts {
  vault: OpenVault;
  signalling: Signalling;
  connector: Connector;
  clock: Clock;
  random: Random;
  tell: (event: VaultEvent) => void;
  /** The local id of a space that this device is in already. */
  localIdOf(spaceId: Uint8Array): Id | undefined;
  /** Opens a space that this device has just joined. */
  open(joined: Joined): Promise<SpaceSummary>;
}

/** One link that this device holds. */
interface Arrival {
  inviteId: Id;
  link: InvitationLink;
  joining: Joining | null;
  request: KeptRequest | null;
  outcome: Promise<Result<SpaceSummary, InvitationFailure>> | null;
  joined: SpaceSummary | null;
}

/** Everywhere this person is on the way in: links that were opened, requests that wait. */
export class Arrivals {
  readonly #parts: Parts;
  readonly #arrivals = new Map<Id, Arrival>();

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** With every request that an earlier life left waiting: they go on by themselves. */
  static async load(parts: Parts): Promise<Arrivals> {
    const arrivals = new Arrivals(parts);
    for (const request of await readRequests(parts.vault.storage)) {
      const { inviteId, link } = request;
      const arrival = { inviteId, link, joining: null, request, outcome: null, joined: null };
      arrivals.#arrivals.set(inviteId, arrival);
    }
    return arrivals;
  }

  /** Asks again, wherever this person has asked and not been answered. */
  start(): void {
    for (const arrival of this.#arrivals.values()) {
      if (arrival.request && arrival.request.failure === null) {
        void this.#ask(arrival, arrival.request);
      }
    }
  }

  close(): void {
    for (const { joining } of this.#arrivals.values()) joining?.close();
    this.#arrivals.clear();
  }

  lookAgain(): void {
    for (const { joining } of this.#arrivals.values()) joining?.lookAgain();
  }

  async inspect(fragment: string): Promise<Result<InvitationOffer, InvitationFailure>> {
    const arrival = await this.#arrivalFor(fragment);
    if (!arrival.ok) return arrival;
    this.#parts.tell({ type: 'join-progress', stage: 'looking' });
    // Only one link is looked at; those that were asked with go on.
    for (const other of this.#arrivals.values()) {
      if (other === arrival.value || other.request) continue;
      other.joining?.close();
      this.#arrivals.delete(other.inviteId);
    }
    return (await this.#joiningOf(arrival.value)).inspect();
  }

  async accept(
    fragment: string,
    who: { name: string; organisation: string }
  ): Promise<Result<SpaceSummary, InvitationFailure>> {
    const { vault, clock, tell } = this.#parts;
    const found = await this.#arrivalFor(fragment);
    if (!found.ok) return found;
    const arrival = found.value;
    tell({ type: 'join-progress', stage: 'asking' });
    if (arrival.outcome && arrival.request?.failure === null) return arrival.outcome;
    // First, so that the profile is written even if the vault is killed once this is a member.
    await writeOwnProfile(vault.storage, who);
    const { inviteId, link, joining } = arrival;
    const community = joining?.community ?? '';
    const request = { inviteId, link, ...who, since: clock.now(), community, failure: null };
    await this.#keep(arrival, request);
    return this.#ask(arrival, who);
  }

  /** How this person's requests stand; of one link, or all. */
  async list(fragment: string | null): Promise<OwnRequest[]> {
    const only = fragment === null ? null : await inviteIdIn(fragment);
    return [...this.#arrivals.values()].flatMap((arrival) =>
      arrival.request && (only === null || only === arrival.inviteId)
        ? [this.#describe(arrival, arrival.request)]
        : []
    );
  }

  /** Asks no more; what was admitted meanwhile is not undone by it. */
  async withdraw(requestId: string): Promise<void> {
    const arrival = this.#arrivals.get(requestId);
    if (!arrival) return;
    arrival.joining?.close();
    this.#arrivals.delete(requestId);
    await this.#parts.vault.storage.commit([removeRequest(requestId)], 'strict');
    this.#parts.tell({ type: 'requests-changed' });
  }

  #describe({ joining, link, joined }: Arrival, request: KeptRequest): OwnRequest {
    const { inviteId, name, organisation, since, failure } = request;
    const askedOf = joining?.askedOf ?? [];
    const reachable = this.#parts.signalling.reachable;
    let standing: OwnRequest['standing'] = { type: 'looking', reachable };
    if (joined) standing = { type: 'joined', spaceLocalId: joined.localId };
    else if (failure) standing = { type: 'failed', failure: { type: failure } };
    else if (askedOf.some(({ here }) => here)) standing = { type: 'asked' };
    return {
      requestId: inviteId,
      community: joining?.community || request.community,
      ...{ name, organisation, since, standing, askedOf },
      expiresAt: link.expiresAt * 1000,
      approval: joining?.approval ?? null
    };
  }

  #ask(
    arrival: Arrival,
    who: { name: string; organisation: string }
  ): Promise<Result<SpaceSummary, InvitationFailure>> {
    const { name, organisation } = who;
    arrival.outcome = this.#askUntilAnswered(arrival, { name, organisation });
    return arrival.outcome;
  }

  async #askUntilAnswered(
    arrival: Arrival,
    who: { name: string; organisation: string }
  ): Promise<Result<SpaceSummary, InvitationFailure>> {
    try {
      const joining = await this.#joiningOf(arrival);
      const cancelExpiry = this.#parts.clock.after(
        Math.max(0, arrival.link.expiresAt * 1000 - this.#parts.clock.now()),
        () => joining.expire()
      );
      const joined = await joining.ask(who);
      cancelExpiry();
      if (!joined.ok) return await this.#failed(arrival, joined.error);
      const summary = await this.#parts.open(joined.value);
      joining.release(joined.value.session);
      arrival.joining = null;
      arrival.joined = summary;
      const { tell } = this.#parts;
      tell({ type: 'join-progress', stage: 'copying' });
      tell({ type: 'requests-changed' });
      tell({ type: 'spaces-changed' });
      return ok(summary);
    } catch (failure) {
      if (!(failure instanceof StorageFailure)) throw failure;
      arrival.joining?.close();
      arrival.joining = null;
      return this.#failed(arrival, { type: 'not-kept' });
    }
  }

  async #failed(
    arrival: Arrival,
    failure: InvitationFailure
  ): Promise<Result<never, InvitationFailure>> {
    const { type } = failure;
    if (arrival.request && type !== 'already-member') {
      arrival.request = { ...arrival.request, failure: type };
      const { request } = arrival;
      // What the disk does not take is asked once more after a restart, and refused again.
      await unlessStorageFails(() => this.#keep(arrival, request));
    }
    return err(failure);
  }

  async #keep(arrival: Arrival, request: KeptRequest): Promise<void> {
    arrival.request = request;
    await this.#parts.vault.storage.commit([putRequest(request)], 'strict');
    this.#parts.tell({ type: 'requests-changed' });
  }

  async #joiningOf(arrival: Arrival): Promise<Joining> {
    const { vault, tell, ...ports } = this.#parts;
    const { storage, wrappingKey } = vault;
    arrival.joining ??= await Joining.begin(
      { ...ports, storage, wrappingKey, changed: () => this.#changed(arrival) },
      arrival.link
    );
    return arrival.joining;
  }

  /** Somebody has answered, or a code is known. */
  #changed(arrival: Arrival): void {
    const community = arrival.joining?.community;
    const { request } = arrival;
    if (community && request && request.community !== community) {
      arrival.request = { ...request, community };
    }
    this.#parts.tell({ type: 'requests-changed' });
  }

  async #arrivalFor(fragment: string): Promise<Result<Arrival, InvitationFailure>> {
    const link = await readLink(fragment);
    if (!link.ok) return err({ type: 'damaged-link' });
    const known = this.#parts.localIdOf(link.value.spaceId);
    if (known !== undefined) return err({ type: 'already-member', spaceLocalId: known });
    if (link.value.expiresAt * 1000 < this.#parts.clock.now()) return err({ type: 'expired-link' });
    const { inviteId } = await deriveInvitationKeys(link.value.secret);
    const before = this.#arrivals.get(inviteId);
    if (before) return ok(before);
    const about = { joining: null, request: null, outcome: null, joined: null };
    const arrival: Arrival = { inviteId, link: link.value, ...about };
    this.#arrivals.set(inviteId, arrival);
    return ok(arrival);
  }
}

async function inviteIdIn(fragment: string): Promise<Id | undefined> {
  const link = await readLink(fragment);
  return link.ok ? (await deriveInvitationKeys(link.value.secret)).inviteId : undefined;
}
