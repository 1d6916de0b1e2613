import { cleanText } from './clean-text.ts';
import { decodeWindows1252 } from './windows-1252.ts';
import type { ImportNote } from './types.ts';

export interface DecodedText {
  text: string;
  notes: ImportNote[];
}

/** Bytes to which Windows-1252 gives no character, and control characters that no text holds. */
const neverInWindows1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const controlsInText = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a]);

/** Above this share of letters beyond ASCII, "Windows-1252" would be Cyrillic or Greek in disguise. */
const mostAccents = 0.25;

/**
 * Bytes as text: by byte order mark, else strictly as UTF-8, else by what an HTML file declares,
 * else as Windows-1252 if that could be it. Null if they are no text, or in an encoding that would
 * have to be guessed.
 */
export function decodeText(bytes: Uint8Array, declared: string | null = null): DecodedText | null {
  const decoded =
    decodeUtf16(bytes) ??
    decodeUtf8(bytes) ??
    decodeDeclared(bytes, declared) ??
    decodeDamagedUtf8(bytes) ??
    decodeOlderWindows(bytes);
  if (decoded === null || hasTooManyControls(decoded.text)) return null;
  return {
    ...decoded,
    text: cleanText(decoded.text.replace(/\r\n?|[\v\u0085\u2028\u2029]/g, '\n'))
  };
}

/** The encoding that an HTML file names in its first bytes, as browsers look for it. */
export function declaredEncoding(bytes: Uint8Array): string | null {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  return /<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:-]+)/i.exec(beginning)?.[1] ?? null;
}

function decodeUtf16(bytes: Uint8Array): DecodedText | null {
  const order = utf16Order(bytes);
  return order === null ? null : { text: new TextDecoder(order).decode(bytes), notes: [] };
}

/** By its mark; without one, by Latin letters that leave every second byte zero. */
function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 1024);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries())
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = sample.length * 0.4;
  if (sample.length < 4) return null;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : null;
}

function decodeUtf8(bytes: Uint8Array): DecodedText | null {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), notes: [] };
  } catch {
    return null;
  }
}

function decodeDeclared(bytes: Uint8Array, label: string | null): DecodedText | null {
  if (label === null) return null;
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    if (decoder.encoding === 'utf-8') return null;
    const isOlderWindows = decoder.encoding === 'windows-1252';
    return { text: isOlderWindows ? decodeWindows1252(bytes) : decoder.decode(bytes), notes: [] };
  } catch {
    return null; // an encoding that nobody knows, or not the one that was declared
  }
}

/** UTF-8 with a flaw, such as a file cut short within a character: far more right than wrong. */
function decodeDamagedUtf8(bytes: Uint8Array): DecodedText | null {
  const text = new TextDecoder('utf-8').decode(bytes);
  let right = 0;
  let wrong = 0;
  for (const letter of text) {
    if (letter === '\ufffd') wrong += 1;
    else if (letter > '\x7f') right += 1;
  }
  if (right <= wrong * 10) return null;
  return { text, notes: [{ type: 'characters-unreadable', count: wrong }] };
}

function decodeOlderWindows(bytes: Uint8Array): DecodedText | null {
  let accents = 0;
  let letters = 0;
  for (const byte of bytes) {
    if (neverInWindows1252.has(byte) || (byte < 0x20 && !controlsInText.has(byte))) return null;
    if (byte > 0x20) letters += 1;
    if (byte >= 0x80) accents += 1;
  }
  if (accents > letters * mostAccents) return null;
  return { text: decodeWindows1252(bytes), notes: [{ type: 'read-as-windows-1252' }] };
}

/** A stray control character is stripped; many of them mean that this never was text. */
function hasTooManyControls(text: string): boolean {
  const controls = text.match(/[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]/g)?.length ?? 0;
  return controls > 4 && controls > text.length / 100;
}
