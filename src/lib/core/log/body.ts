import {
  type Bytes,
  concatBytes,
  err,
  ok,
  type Result,
  uintToBytes
} from '#lib/core/base/index.ts';
import { tagLength } from '#lib/core/crypto/index.ts';

/** A call to the compressor costs 0.7 ms, so short bodies go as they are. */
const worthCompressing = 1024;
const maxInflated = 4_194_304;
const lengthWidth = 4;

/** A body as it goes into an envelope: perhaps deflated, always padded. */
export interface PackedBody {
  plain: Bytes;
  deflated: boolean;
}

/**
 * Packs a body so that, with `metaLength` bytes of sealed META beside it, its ciphertext has one
 * of few sizes: a multiple of 256 bytes up to 4 KiB, then Padmé. Plaintext: length, body, zeros.
 */
export async function packBody(body: Bytes, metaLength: number): Promise<PackedBody> {
  const smaller = body.length >= worthCompressing ? await deflate(body) : body;
  const deflated = smaller.length < body.length * 0.9;
  const content = deflated ? smaller : body;
  const bare = metaLength + lengthWidth + content.length + tagLength;
  const padding = new Uint8Array(paddedLength(bare) - bare);
  return {
    plain: concatBytes(uintToBytes(content.length, lengthWidth), content, padding),
    deflated
  };
}

/** The reverse; `rawLength` is what META promised, and inflation stops the moment it is passed. */
export async function unpackBody(
  { plain, deflated }: PackedBody,
  rawLength: number
): Promise<Result<Bytes, 'malformed'>> {
  if (plain.length < lengthWidth || rawLength > maxInflated) return err('malformed');
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(0);
  if (length > plain.length - lengthWidth) return err('malformed');
  const content = plain.slice(lengthWidth, lengthWidth + length);
  const body = deflated ? await inflate(content, rawLength) : content;
  return body && body.length === rawLength ? ok(body) : err('malformed');
}

/** Padmé (Nikitin et al., 2019): at most 12 % more, and few distinct lengths. */
export function paddedLength(length: number): number {
  if (length <= 4096) return Math.ceil(length / 256) * 256;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

async function deflate(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function inflate(bytes: Bytes, limit: number): Promise<Bytes | null> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatBytes(...parts);
      length += value.length;
      if (length > limit) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
  } catch {
    return null;
  }
}
