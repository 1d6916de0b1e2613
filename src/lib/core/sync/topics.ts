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

/** The topic of a day or month, from a secret that all who may meet there share. */
export async function topicOf(secret: Bytes, day: number): Promise<Topic> {
  const of = (what: string) => ({ context: [concatBytes(utf8(what), uintToBytes(day, 4))] });
  return {
    name: toBase64Url(await derive(secret, 'cairn/1/topic', 16, of('room'))),
    key: await importSealKey(await derive(secret, 'cairn/1/topic', 32, of('sig')))
  };
}

/** A topic to be in. In a quiet one a device calls only when it has long been alone. */
export interface MeetingPlace {
  topic: Topic;
  quiet: boolean;
}

/** Where those meet who share a secret, from one day to the next. */
export const dailyPlaces = (secret: Bytes, now: number): Promise<MeetingPlace[]> =>
  placesOf(secret, daysAround(now), false);

/** Where a device that slept through every key finds those who went on: the same for a month. */
export const latePlaces = (secret: Bytes, now: number): Promise<MeetingPlace[]> =>
  placesOf(secret, monthsAround(now), true);

/** What a space's members derive their daily topics from: the key they seal under. */
export const rendezvousSecret = (epochKey: Bytes): Promise<Bytes> =>
  derive(epochKey, 'cairn/1/rv', 32);

/** What they derive the topics for the late from: the first key, which all of them have. */
export const lateSecret = (firstKey: Bytes): Promise<Bytes> => derive(firstKey, 'cairn/1/late', 32);

function placesOf(
  secret: Bytes,
  periods: readonly number[],
  quiet: boolean
): Promise<MeetingPlace[]> {
  return Promise.all(
    periods.map(async (period) => ({ topic: await topicOf(secret, period), quiet }))
  );
}

/** Months since January 1970 (UTC), with the neighbour within two hours. */
function monthsAround(now: number): number[] {
  const months = [now, now - overlapMs, now + overlapMs].map((at) => {
    const date = new Date(at);
    return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  });
  return [...new Set(months)];
}
