import type { Clock, Random } from '#lib/core/base/index.ts';
import type { PassphraseCost } from '#lib/core/crypto/index.ts';
import type { StorageAdapter } from '#lib/core/storage/index.ts';
import type { Connector, Signalling } from '#lib/core/sync/index.ts';

/** Everything the workspace needs of the machine it runs on. */
export interface Environment {
  storage: StorageAdapter;
  signalling: Signalling;
  connector: Connector;
  clock: Clock;
  random: Random;
  passphraseCost: PassphraseCost;
  /** Where links of invitations lead: "https://cairn.example". */
  origin: string;
}
