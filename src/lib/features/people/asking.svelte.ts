import { createContext } from 'svelte';
import type { MemberRow } from '#lib/core/workspace/index.ts';
import type { Removal } from './removal-words.ts';

/**
 * What the page asks before it does it. Kept by the page, for the line that asked may be gone
 * before its dialogue has closed.
 */
export class Asking {
  removal = $state.raw<Removal | null>(null);
  member = $state.raw<MemberRow | null>(null);
  open = $state(false);

  whetherToRemove(removal: Removal): void {
    this.member = null;
    this.removal = removal;
    this.open = true;
  }

  forRoleOf(member: MemberRow): void {
    this.removal = null;
    this.member = member;
    this.open = true;
  }
}

export const [useAsking, provideAsking] = createContext<Asking>();
