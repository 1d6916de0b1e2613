import { decodePlain, encodePlain, shape } from '#lib/core/base/index.ts';
import type { StorageAdapter } from '#lib/core/storage/index.ts';

/** What a person said of themself once, so that they are never asked again. */
export interface OwnProfile {
  name: string;
  organisation: string;
}

const profileKey = ['profile'];
const longestName = 200;
const profileShape = shape.tuple(shape.text(longestName), shape.text(longestName));

export async function readOwnProfile(storage: StorageAdapter): Promise<OwnProfile | null> {
  const bytes = await storage.get(profileKey);
  const decoded = bytes && decodePlain(bytes);
  const parts = decoded?.ok ? profileShape(decoded.value) : undefined;
  return parts ? { name: parts[0], organisation: parts[1] } : null;
}

export async function writeOwnProfile(storage: StorageAdapter, profile: OwnProfile): Promise<void> {
  const { name, organisation } = profile;
  const value = encodePlain([clip(name), clip(organisation)]);
  await storage.commit([{ type: 'put', key: profileKey, value }], 'strict');
}

/** As it is stored: in NFC, which may be longer than what was written. */
const clip = (text: string): string => text.normalize('NFC').slice(0, longestName);
