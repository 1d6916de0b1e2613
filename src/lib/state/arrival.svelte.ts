const invitationMark = '#j1.';

/**
 * An invitation link that somebody came with. Its secret is taken out of the address at once and
 * held in this tab's memory until the person has joined or has turned away.
 */
export class Arrival {
  /** From `#j1.` on, or `null`. */
  fragment = $state.raw<string | null>(null);

  /** Takes the invitation out of the address. Says whether there was one. */
  take(location: { hash: string }, forget: () => void): boolean {
    if (!location.hash.startsWith(invitationMark)) return false;
    this.fragment = location.hash;
    forget();
    return true;
  }

  /** A link that was pasted into a field; says whether it looks like an invitation. */
  paste(link: string): boolean {
    const start = link.indexOf(invitationMark);
    if (start < 0) return false;
    this.fragment = link.slice(start).trim();
    return true;
  }

  drop = (): void => {
    this.fragment = null;
  };
}

/** The one shared instance: it has to exist before the app, and its contexts, do. */
export const arrival = new Arrival();
