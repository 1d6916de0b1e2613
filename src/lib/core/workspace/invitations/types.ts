import type { Result } from '#lib/core/base/index.ts';
import type { NotEntitled, Role, SpaceKind, SpaceSummary } from '../types.ts';

export interface Invitation {
  inviteId: string;
  spaceLocalId: string;
  organisation: string;
  expiresAt: number;
  role: Role;
  state: 'open' | 'used' | 'expired' | 'revoked';
  /** A person compares a code before anybody is let in. */
  approval: boolean;
  mayRevoke: boolean;
  /** Only while open, and only on the device that made it. */
  link: string | null;
}

/** Somebody who holds an invitation and waits until a person lets them in. */
export interface AdmissionRequest {
  requestId: string;
  inviteId: string;
  /** As they call themselves. */
  name: string;
  organisation: string;
  role: Role;
  /** When they first asked, by this device's clock. */
  at: number;
  /** Their device is in touch just now. */
  here: boolean;
  /** "012 345", to be compared by voice; null until both devices have agreed on one. */
  code: string | null;
}

/** How letting somebody in, or turning them down, ends. */
export type LettingIn = Result<
  undefined,
  /** Let in by somebody else meanwhile, turned down, or the invitation is no longer good. */
  | { type: 'gone' }
  | { type: 'not-compared' }
  | { type: 'not-entitled' }
  /** The disk did not take it: they still wait. */
  | { type: 'not-kept' }
>;

/** This person's own request to be let into a space, kept until it is answered. */
export interface OwnRequest {
  requestId: string;
  /** What the space is called; empty until somebody has answered. */
  community: string;
  name: string;
  organisation: string;
  /** Milliseconds since 1970. */
  since: number;
  expiresAt: number;
  standing:
    /** Nobody who may let them in is in touch. */
    | { type: 'looking'; reachable: boolean }
    /** With everybody named; on an invitation with approval each has a code of their own. */
    | { type: 'asked' }
    | { type: 'joined'; spaceLocalId: string }
    | { type: 'failed'; failure: InvitationFailure };
  /** A person decides; null until it is known. */
  approval: boolean | null;
  /** Who has the request, and the code to be read to each. */
  askedOf: { name: string; here: boolean; code: string | null }[];
}

export type InvitationFailure =
  | { type: 'damaged-link' }
  | { type: 'expired-link' }
  | { type: 'used-link' }
  | { type: 'revoked-link' }
  | { type: 'already-member'; spaceLocalId: string }
  | { type: 'nobody-answers' }
  | { type: 'not-entitled' }
  | { type: 'no-connection' }
  | { type: 'turned-down' }
  /** The device of whoever lets people in could not keep it. */
  | { type: 'host-unable' }
  /** This device could not. */
  | { type: 'not-kept' };

/** What the invited person is shown before they agree. */
export interface InvitationOffer {
  kind: Exclude<SpaceKind, 'private'>;
  community: string;
  inviterName: string;
  inviterOrganisation: string;
  /** Whose device answers: the inviter's, or that of somebody else who may let people in. */
  answeredBy: string;
  /** A person compares a code before anybody is let in. */
  approval: boolean;
  /** Empty when the invitation leaves it to the invited person. */
  organisation: string;
  expiresAt: number;
  documents: number;
  organisations: string[];
}

/** What a tab may ask of the vault about invitations: its part of `Workspace`. */
export interface InvitationCalls {
  /** To a role in an organisation: `orgId` of one that is there, or the name of a new one. */
  invite(input: {
    spaceLocalId: string;
    orgId?: string | null;
    organisation: string;
    role?: Role;
    days: number;
    /** Left out: without asking in communities, by approval elsewhere. */
    approval?: boolean;
  }): Promise<Result<Invitation, NotEntitled>>;
  revokeInvitation(spaceLocalId: string, inviteId: string): Promise<Result<undefined, NotEntitled>>;
  invitations(spaceLocalId: string): Promise<Invitation[]>;
  /** Reads a link, finds the inviting device, proves the space to be genuine; joins nothing. */
  inspectInvitation(fragment: string): Promise<Result<InvitationOffer, InvitationFailure>>;
  /**
   * Asks to be let in, and settles when that is answered, be it days later. The request is kept:
   * after a restart it goes on by itself, and `ownRequests` says how it stands.
   */
  acceptInvitation(
    fragment: string,
    who: { name: string; organisation: string }
  ): Promise<Result<SpaceSummary, InvitationFailure>>;
  /** Of one link, or all. */
  ownRequests(fragment: string | null): Promise<OwnRequest[]>;
  /** Asks no more. */
  withdrawRequest(requestId: string): Promise<void>;
  /** Who asks to be let into a space, and waits for this person among others. */
  admissionRequests(spaceLocalId: string): Promise<AdmissionRequest[]>;
  letIn(spaceLocalId: string, requestId: string): Promise<LettingIn>;
  turnDown(spaceLocalId: string, requestId: string): Promise<LettingIn>;
}
