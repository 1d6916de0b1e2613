import { wrap } from 'comlink';
import { holdLock, tryLock, whenFree } from '#lib/platform/locks/index.ts';
import type { VaultService } from '#lib/platform/vault-worker/index.ts';
import { lockNames } from './lock-names.ts';

/** One life of the vault, from the tab's side: what can be asked of it, and when it is over. */
export interface VaultLife {
  service: VaultService;
  ended: Promise<void>;
}

const lifeKey = 'cairn-life';
// Long, for a slow computer: taking a slow vault for a dead one would cost more than the wait.
const greetingMs = 6_000;
/** Of two tabs that open a worker at once, one may never be heard; another try finds it there. */
const greetings = 2;

/**
 * Meets the vault, starting it when there is none. Every life has a name of its own that all tabs
 * agree on, for a worker opened under the name of one that is just dying never answers. Null where
 * a browser without shared workers already runs the vault in another tab.
 */
export async function meetVault(): Promise<VaultLife | null> {
  for (let tries = 1; ; tries++) {
    const number = Number(localStorage.getItem(lifeKey) ?? '0');
    const port = await openPort(`cairn-vault-${number}`);
    if (!port) return null;
    // Every method of the service is asynchronous already, so its proxy has the same type.
    const service = wrap(port) as unknown as VaultService;
    const tabLock = `${lockNames.tab}${crypto.randomUUID()}`;
    const release = await holdLock(tabLock);
    const greeting = await Promise.race([service.greet(tabLock), silence()]);
    if (greeting) {
      const ended = whenFree(greeting.alive).then(() => {
        startNextLife(number);
        release();
      });
      return { service, ended };
    }
    release();
    if (tries % greetings === 0) startNextLife(number);
  }
}

function startNextLife(after: number): void {
  const current = Number(localStorage.getItem(lifeKey) ?? '0');
  localStorage.setItem(lifeKey, String(Math.max(current, after + 1)));
}

async function openPort(name: string): Promise<MessagePort | null> {
  if (typeof SharedWorker === 'function') {
    return new SharedWorker(new URL('./vault.worker.ts', import.meta.url), {
      type: 'module',
      name,
      // Keeps the vault over a reload; TypeScript does not know the option yet.
      extendedLifetime: true
    } as WorkerOptions).port;
  }
  if (!(await tryLock(lockNames.soleTab))) return null;
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./vault.worker.ts', import.meta.url), {
    type: 'module',
    name
  });
  worker.postMessage(null, [port2]);
  return port1;
}

const silence = (): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), greetingMs));
