/** Holds a Web Lock until the returned function is called, or this tab or worker ends. */
export function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, () => new Promise<void>((release) => resolve(release)))
      .catch(reject);
  });
}

/** Resolves once nobody holds the lock: whoever held it has ended. */
export async function whenFree(name: string): Promise<void> {
  await navigator.locks.request(name, () => undefined);
}

/** Tries for a lock without waiting; null when somebody else has it. */
export function tryLock(name: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

/** Takes the lock from whoever holds it; `lost` is called when it is taken from us in turn. */
export function stealLock(name: string, lost: () => void): Promise<void> {
  return takeLock(name, { steal: true }, lost);
}

/** Waits for the lock; `lost` is called when somebody takes it from us. */
export function waitForLock(name: string, lost: () => void): Promise<void> {
  return takeLock(name, {}, lost);
}

function takeLock(name: string, options: LockOptions, lost: () => void): Promise<void> {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, options, () => new Promise<never>(() => resolve()))
      .catch(() => lost());
  });
}

/** The first free of numbered slots, from `first` to `last`; null when all are taken. */
export async function takeSlot(
  prefix: string,
  first: number,
  last: number
): Promise<{ slot: number; release: () => void } | null> {
  for (let slot = first; slot <= last; slot++) {
    const release = await tryLock(`${prefix}${slot}`);
    if (release) return { slot, release };
  }
  return null;
}
