import { type Bytes, concatBytes, toBase64Url, uintToBytes, utf8 } from '#lib/core/base/index.ts';
import { derive, importSealKey } from '#lib/core/crypto/index.ts';

/** One day's meeting place of a space or an invitation. */
export interface Topic {
  /** 22 characters: all that a server learns. */
  name: string;
  key: CryptoKey;
}

const dayMs = 86_400_000;
const overlapMs = 7_200_000;

/** The days (since 1970, UTC) whose topics to be in: today, and the neighbour within two hours. */
export function daysAround(now: number): number[] {
  const days = [now, now - overlapMs, now + overlapMs].map((at) => Math.floor(at / dayMs));
  return [...new Set(days)];
}

/** The topic of a day, from a secret that all who may meet there share. */
export async function topicOf(secret: Bytes, day: number): Promise<Topic> {
  const of = (what: string) => ({ context: [concatBytes(utf8(what), uintToBytes(day, 4))] });
  return {
    name: toBase64Url(await derive(secret, 'cairn/1/topic', 16, of('room'))),
    key: await importSealKey(await derive(secret, 'cairn/1/topic', 32, of('sig')))
  };
}

/** What a space's members derive their topics from: the key they seal under. */
export const rendezvousSecret = (epochKey: Bytes): Promise<Bytes> =>
  derive(epochKey, 'cairn/1/rv', 32);
