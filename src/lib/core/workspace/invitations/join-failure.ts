import type { RefusalReason } from '#lib/core/sync/index.ts';
import type { InvitationFailure } from './types.ts';

/** What a refusal is to the person who was refused. */
export function failureFor(
  reason: RefusalReason
): Exclude<InvitationFailure['type'], 'already-member'> {
  switch (reason) {
    case 'used':
      return 'used-link';
    case 'expired':
      return 'expired-link';
    case 'revoked':
      return 'revoked-link';
    case 'turned-down':
      return 'turned-down';
    case 'unable':
      return 'host-unable';
    case 'not-entitled':
    case 'not-proved':
      return 'not-entitled';
  }
}
