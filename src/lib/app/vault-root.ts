import { Listeners, systemClock, systemRandom } from '#lib/core/base/index.ts';
import { usualCost } from '#lib/core/crypto/index.ts';
import { type VaultEvent, VaultHost } from '#lib/core/workspace/index.ts';
import { IndexedDbStorage } from '#lib/platform/indexeddb/index.ts';
import { holdLock, whenFree } from '#lib/platform/locks/index.ts';
import { SignalingClient } from '#lib/platform/signaling-client/index.ts';
import { TabServer } from '#lib/platform/vault-worker/index.ts';
import { TabConnector } from '#lib/platform/webrtc/index.ts';
import { lockNames } from './lock-names.ts';

const databaseName = 'cairn';
const afterLastTabMs = 30_000;
const patienceForStorageMs = 10_000;

/** Puts the vault together inside its worker; `end` ends the worker itself. */
export function composeVault(end: () => void): TabServer {
  const alive = `${lockNames.vault}${crypto.randomUUID()}`;
  const events = new Listeners<VaultEvent>();
  const connector = new TabConnector();
  const living = holdLock(alive);
  let opening: Promise<VaultHost> | null = null;
  let storageIsOurs: Promise<unknown> | null = null;
  let farewell: ReturnType<typeof setTimeout> | null = null;

  const open = async (): Promise<VaultHost> => {
    await storageIsOurs;
    const storage = await IndexedDbStorage.open(databaseName);
    const signalling = new SignalingClient(location.origin.replace(/^http/, 'ws') + '/signal');
    const environment = {
      storage,
      signalling,
      connector,
      clock: systemClock,
      random: systemRandom,
      passphraseCost: usualCost,
      origin: location.origin
    };
    const host = new VaultHost(environment, () => {
      connector.close();
      signalling.close();
      void storage.close().finally(end);
    });
    host.events.add((event) => events.tell(event));
    return host;
  };

  /** Null while another vault has the storage: after an update, that of the version before. */
  const host = async (): Promise<VaultHost | null> => {
    await living;
    storageIsOurs ??= holdLock(lockNames.storage);
    const waited = await Promise.race([storageIsOurs.then(() => 'ours'), patience()]);
    if (waited !== 'ours') {
      void storageIsOurs.then(() => events.tell({ type: 'opened' }));
      return null;
    }
    opening ??= open();
    return opening;
  };

  connector.news.add((news) => {
    if (news === 'wanted') events.tell({ type: 'network-wanted' });
    else void opening?.then((vault) => vault.lookAgain());
  });

  return new TabServer({
    // Held before any tab is told its name: one that waits for it sooner would take it for free.
    alive: living.then(() => alive),
    host,
    whenGone: whenFree,
    lendNetwork: (port) => connector.lend(port),
    networkLost: (port) => connector.lost(port),
    onEvent: (listener) => events.add(listener),
    tabsChanged: (count) => {
      if (farewell) clearTimeout(farewell);
      farewell = null;
      if (count > 0) return;
      // A reload comes back within this time and finds the vault open.
      farewell = setTimeout(() => {
        if (opening) void opening.then((vault) => vault.lock());
        else end();
      }, afterLastTabMs);
    }
  });
}

const patience = (): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve('elsewhere'), patienceForStorageMs));
