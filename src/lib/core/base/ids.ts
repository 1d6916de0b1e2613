import { type Bytes } from './bytes.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Sixteen bytes as 26 lower-case base32 characters: how ids are shown, keyed and put in addresses. */
export type Id = string;

export function idFromBytes(bytes: Uint8Array): Id {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((value >> bits) & 31);
      value &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + alphabet.charAt((value << (5 - bits)) & 31) : text;
}

/** Throws on text that is no id: ids come from our own code or from `isId`. */
export function idToBytes(id: Id): Bytes {
  const bytes = new Uint8Array((id.length * 5) >> 3);
  let length = 0;
  let bits = 0;
  let value = 0;
  for (const character of id) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) throw new Error('not an id');
    value = (value << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (value >> bits) & 255;
      value &= (1 << bits) - 1;
    }
  }
  return bytes;
}

/** True for the canonical text of sixteen bytes. */
export const isId = (text: string): text is Id =>
  /^[a-z2-7]{26}$/.test(text) && idFromBytes(idToBytes(text)) === text;
