import { StorageFailure } from '#lib/core/storage/index.ts';

/** What a person is told when this device could not keep something: what, why, what now. */
export function storageSentence(failure: unknown): string {
  const reason = failure instanceof StorageFailure ? failure.reason : 'lost';
  switch (reason) {
    case 'full':
      return 'This device is out of space, so your last changes are not saved. Make room on it, then type on: Cairn tries again. Copy what you cannot lose.';
    case 'damaged':
      return 'Part of what this device keeps for Cairn cannot be read. Your last changes are not saved: copy them, then lock and unlock Cairn.';
    case 'closed':
    case 'lost':
      return 'This browser has stopped keeping data for Cairn, so your last changes are not saved. Copy what you cannot lose, then reload the page.';
  }
}

/** What a person is told when this device could not keep what others wrote. */
export function intakeSentence({ reason }: StorageFailure): string {
  switch (reason) {
    case 'full':
      return 'This device is out of space, so it cannot keep what others write. Make room on it: Cairn tries again by itself.';
    case 'damaged':
      return 'Part of what this device keeps for Cairn cannot be read, so it cannot keep what others write. Lock and unlock Cairn.';
    case 'closed':
    case 'lost':
      return 'This browser has stopped keeping data for Cairn, so it cannot keep what others write. Reload the page.';
  }
}

/** What a person is told when what they wrote and had not sent yet cannot be read any more. */
export function damageSentence(changes: number, titles: readonly string[]): string {
  const what = changes === 1 ? 'One change that was' : `${changes} changes that were`;
  const where = titles.map((title) => `“${title || 'Untitled'}”`).join(', ');
  return `${what} not yet sent cannot be read any more on this device, in ${where}. Everything else is here. Look there for what is missing, and write it again.`;
}

/** What a person is told when this device could not keep that it let somebody in or turned them down. */
export function admissionSentence({ reason }: StorageFailure): string {
  switch (reason) {
    case 'full':
      return 'This device is out of space, so nobody can be let in from here. Make room on it, then try again.';
    case 'damaged':
      return 'Part of what this device keeps for Cairn cannot be read, so nobody can be let in from here. Lock and unlock Cairn, then try again.';
    case 'closed':
    case 'lost':
      return 'This browser has stopped keeping data for Cairn, so nobody can be let in from here. Reload the page, then try again.';
  }
}

/** Does what can also be done later, when the disk will not have it now. */
export async function unlessStorageFails(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (failure) {
    if (!(failure instanceof StorageFailure)) throw failure;
  }
}
