import { inflateRawSync } from 'node:zlib';

/**
 * What a server could read of a connection: the bytes as they came, the payloads of WebSocket
 * frames unmasked, and every base64 in them decoded, inflated where it inflates.
 */
export function decodeHeard(connection: readonly Buffer[]): Buffer {
  const raw = Buffer.concat(connection);
  const headers = raw.indexOf('\r\n\r\n');
  const isSocket =
    headers > 0 && /upgrade: websocket/i.test(raw.subarray(0, headers).toString('latin1'));
  if (!isSocket) return raw;
  const messages = framesOf(raw.subarray(headers + 4));
  return Buffer.concat([raw.subarray(0, headers), ...messages, ...messages.flatMap(hiddenIn)]);
}

function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const compressed = ((bytes[at] ?? 0) & 0x40) !== 0;
    const masked = ((bytes[at + 1] ?? 0) & 0x80) !== 0;
    let length = (bytes[at + 1] ?? 0) & 0x7f;
    at += 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    const mask = masked ? bytes.subarray(at, at + 4) : Buffer.alloc(4);
    at += masked ? 4 : 0;
    const payload = Buffer.from(bytes.subarray(at, at + length));
    for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
    frames.push(compressed ? (inflated(payload) ?? payload) : payload);
    at += length;
  }
  return frames;
}

function hiddenIn(message: Buffer): Buffer[] {
  const encoded = message.toString('latin1').match(/[A-Za-z0-9+/_-]{24,}={0,2}/g) ?? [];
  return encoded.flatMap((text) => {
    const decoded = Buffer.from(text, 'base64');
    const unpacked = inflated(decoded);
    return unpacked ? [decoded, unpacked] : [decoded];
  });
}

function inflated(bytes: Buffer): Buffer | null {
  try {
    return inflateRawSync(bytes);
  } catch {
    return null;
  }
}
