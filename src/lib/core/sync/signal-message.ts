import {
  type Bytes,
  concatBytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  shape,
  uintToBytes,
  utf8
} from '#lib/core/base/index.ts';
import { openRandomly, sealRandomly } from '#lib/core/crypto/index.ts';
import type { Topic } from './topics.ts';

/** What devices say to each other over a signalling server, sealed before it sees them. */
export type SignalMessage =
  /** "I am here." To one life of one device (`to`), it offers a session key for it alone. */
  | {
      type: 'hello';
      from: Id;
      to: Bytes | null;
      /** 16 bytes, fresh for every life of a device: tells a return from an echo. */
      life: Bytes;
      sessionKey: Bytes;
      /** Rises with every hello of a life: what is not later than the last is an echo. */
      at: number;
      signature: Bytes;
    }
  /** A description or candidate, sealed once more between two session keys. */
  | { type: 'signal'; from: Id; to: Id; sealed: Bytes };

const step = 1024;
const maxPadded = 16_384 - 64;
const none = new Uint8Array(16);

const helloShape = shape.tuple(
  shape.exactly(0),
  shape.bytes(16),
  shape.bytes(16),
  shape.bytes(16),
  shape.bytes(32),
  shape.uint(),
  shape.bytes(64)
);
const signalShape = shape.tuple(
  shape.exactly(1),
  shape.bytes(16),
  shape.bytes(16),
  shape.bytes(1, maxPadded)
);

/** What the signature of a hello covers, beside space and topic. */
export const helloFields = (hello: {
  from: Id;
  to: Bytes | null;
  life: Bytes;
  sessionKey: Bytes;
  at: number;
}): Bytes =>
  encodePlain([idToBytes(hello.from), hello.to ?? none, hello.life, hello.sessionKey, hello.at]);

/** Padded to steps of 1 KiB, so that its size says nothing. */
export async function sealSignal(topic: Topic, message: SignalMessage): Promise<Bytes> {
  const content = encodeSignal(message);
  const padding = (step - ((content.length + 2) % step)) % step;
  const plain = concatBytes(uintToBytes(content.length, 2), content, new Uint8Array(padding));
  return sealRandomly(topic.key, plain, utf8(topic.name));
}

/** Undefined for what was not sealed for this topic. */
export async function openSignal(topic: Topic, sealed: Bytes): Promise<SignalMessage | undefined> {
  const opened = await openRandomly(topic.key, sealed, utf8(topic.name));
  if (!opened.ok || opened.value.length < 2) return undefined;
  const length = new DataView(opened.value.buffer).getUint16(0);
  const decoded = decodePlain(opened.value.subarray(2, 2 + length));
  return decoded.ok ? readSignal(decoded.value) : undefined;
}

function encodeSignal(message: SignalMessage): Bytes {
  if (message.type === 'signal') {
    return encodePlain([1, idToBytes(message.from), idToBytes(message.to), message.sealed]);
  }
  const { life, sessionKey, at, signature } = message;
  return encodePlain([
    0,
    idToBytes(message.from),
    message.to ?? none,
    life,
    sessionKey,
    at,
    signature
  ]);
}

function readSignal(value: Parameters<typeof helloShape>[0]): SignalMessage | undefined {
  const hello = helloShape(value);
  if (hello) {
    const [, from, to, life, sessionKey, at, signature] = hello;
    const addressed = to.some((byte) => byte !== 0) ? to : null;
    return {
      type: 'hello',
      from: idFromBytes(from),
      to: addressed,
      life,
      sessionKey,
      at,
      signature
    };
  }
  const signal = signalShape(value);
  if (!signal) return undefined;
  const [, from, to, sealed] = signal;
  return { type: 'signal', from: idFromBytes(from), to: idFromBytes(to), sealed };
}
