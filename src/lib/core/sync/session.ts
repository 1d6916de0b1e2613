import {
  type Bytes,
  concatBytes,
  type Id,
  idToBytes,
  Queue,
  type Random,
  utf8
} from '#lib/core/base/index.ts';
import {
  agree,
  type AgreementPair,
  derive,
  hash,
  importSealKey,
  open,
  seal,
  tagLength
} from '#lib/core/crypto/index.ts';
import { type Channel, maxFrame, type SessionRole } from './ports.ts';

/** What both ends of a session must agree on before a byte of content. */
export interface SessionTerms {
  spaceId: Bytes;
  role: SessionRole;
  mine: { deviceId: Id; pair: AgreementPair };
  theirs: { deviceId: Id; sessionKey: Bytes };
  /** Signs the transcript with this device's key (and what else entitles it). */
  prove(transcript: Bytes): Promise<Bytes>;
  /** Judges the other side's proof; an invited device judges later, when it has the ledger. */
  check(proof: Bytes, transcript: Bytes): Promise<boolean>;
}

export type SessionEnd = 'closed' | 'not-proved' | 'tampered';

const nonceLength = 16;
const fragmentLength = 60_000;
const maxMessage = 2_097_152;

const continues = 1;
const last = 0;

/**
 * An authenticated, encrypted conversation of two devices over any carrier. Nonces cross in
 * clear, keys come from both session keys and the whole transcript, the first sealed frame each
 * way is the proof of the device's key. Counters never repeat; a gap or a failed tag ends it.
 */
export class Session {
  readonly peer: Id;
  readonly #channel: Channel;
  readonly #terms: SessionTerms;
  readonly #sending = new Queue();
  readonly #receiving = new Queue();
  readonly #ended: ((end: SessionEnd) => void)[] = [];
  #keys: { send: CryptoKey; receive: CryptoKey; transcript: Bytes } | null = null;
  #sent = 0;
  #received = 0;
  #proved = false;
  #parts: Bytes[] = [];
  #partsLength = 0;
  #onMessage: ((message: Bytes) => Promise<void>) | null = null;
  readonly #waiting: Bytes[] = [];
  #end: SessionEnd | null = null;
  #whenProved: (proved: boolean) => void = () => undefined;
  readonly #nonce: Bytes;
  /** The other side's proof, for whoever could not judge it at once. */
  peerProof: Bytes = new Uint8Array(0);

  private constructor(channel: Channel, terms: SessionTerms, random: Random) {
    this.#channel = channel;
    this.#terms = terms;
    this.#nonce = random.bytes(nonceLength);
    this.peer = terms.theirs.deviceId;
  }

  /** Resolves to an open session once both sides have proved themselves; null when one could not. */
  static async open(
    channel: Channel,
    terms: SessionTerms,
    random: Random
  ): Promise<Session | null> {
    const session = new Session(channel, terms, random);
    const proved = new Promise<boolean>((resolve) => (session.#whenProved = resolve));
    channel.listen({
      frame: (frame) => void session.#receiving.run(() => session.#take(frame)),
      closed: () => session.close('closed')
    });
    // A copy: carriers may take the buffer with them.
    channel.send(session.#nonce.slice());
    return (await proved) ? session : null;
  }

  get transcript(): Bytes {
    if (!this.#keys) throw new Error('the session has not begun');
    return this.#keys.transcript;
  }

  get role(): SessionRole {
    return this.#terms.role;
  }

  get isOpen(): boolean {
    return this.#end === null;
  }

  /** From here on messages go to `listener`, one at a time, those that came before first. */
  listen(listener: (message: Bytes) => Promise<void>): void {
    this.#onMessage = listener;
    void this.#receiving.run(() => this.#drain());
  }

  /** Messages wait from here on: whoever listened hands the session over to somebody else. */
  hold(): void {
    this.#onMessage = null;
  }

  onEnd(listener: (end: SessionEnd) => void): void {
    if (this.#end) listener(this.#end);
    else this.#ended.push(listener);
  }

  /**
   * Seals and sends; resolves when the carrier can take more. Only its sender waits for that:
   * what somebody else has to say meanwhile goes out.
   */
  async send(message: Bytes): Promise<void> {
    const frames: Promise<Bytes>[] = [];
    for (let at = 0; at < message.length || at === 0; at += fragmentLength) {
      const part = message.slice(at, at + fragmentLength);
      const more = at + fragmentLength < message.length;
      frames.push(...this.#sealFrame(concatBytes(Uint8Array.of(more ? continues : last), part)));
    }
    await this.#sending.run(async () => {
      for (const frame of await Promise.all(frames)) {
        if (this.#end === null) this.#channel.send(frame);
      }
    });
    await this.#channel.ready();
  }

  close(end: SessionEnd = 'closed'): void {
    if (this.#end) return;
    this.#end = end;
    this.#keys = null;
    this.#whenProved(false);
    this.#channel.close();
    for (const listener of this.#ended) listener(end);
  }

  /** Nothing before the session has keys, and nothing after its end. */
  #sealFrame(plain: Bytes): Promise<Bytes>[] {
    return this.#keys ? [seal(this.#keys.send, counterNonce(this.#sent++), plain)] : [];
  }

  async #take(frame: Bytes): Promise<void> {
    if (this.#end) return;
    if (!this.#keys) return this.#begin(frame);
    if (frame.length > maxFrame || frame.length < tagLength + 1) return this.close('tampered');
    const opened = await open(this.#keys.receive, counterNonce(this.#received++), frame);
    if (!opened.ok) return this.close('tampered');
    const [mark] = opened.value;
    const part = opened.value.slice(1);
    // A part that others follow is full, so that no message comes in countless small ones.
    const isFull = mark === continues && part.length === fragmentLength;
    if (mark !== last && !isFull) return this.close('tampered');
    this.#parts.push(part);
    this.#partsLength += part.length;
    if (this.#partsLength > maxMessage) return this.close('tampered');
    if (mark === continues) return;
    const message = concatBytes(...this.#parts);
    this.#parts = [];
    this.#partsLength = 0;
    if (!this.#proved) return this.#judge(message);
    await this.#deliver(message);
  }

  async #deliver(message: Bytes): Promise<void> {
    this.#waiting.push(message);
    await this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#onMessage && this.#end === null) {
      const message = this.#waiting.shift();
      if (!message) return;
      await this.#onMessage(message);
    }
  }

  /** The other side's nonce is here: both compute the same transcript and keys, and prove. */
  async #begin(theirNonce: Bytes): Promise<void> {
    if (theirNonce.length !== nonceLength) return this.close('tampered');
    const { spaceId, role, mine, theirs } = this.#terms;
    const us = { id: mine.deviceId, key: mine.pair.publicKey, nonce: this.#nonce };
    const them = { id: theirs.deviceId, key: theirs.sessionKey, nonce: theirNonce };
    const [offerer, answerer] = role === 'offerer' ? [us, them] : [them, us];
    const transcript = concatBytes(
      utf8('cairn/1/session\0'),
      spaceId,
      ...[idToBytes(offerer.id), idToBytes(answerer.id)],
      ...[offerer.key, answerer.key, offerer.nonce, answerer.nonce]
    );
    const secret = await agree(mine.pair.privateKey, theirs.sessionKey);
    if (!secret) return this.close('not-proved');
    const salt = await hash('cairn/1/session-salt', transcript);
    const keyFor = async (whose: SessionRole) =>
      importSealKey(await derive(secret, 'cairn/1/session', 32, { salt, context: [utf8(whose)] }));
    const keys = { offerer: await keyFor('offerer'), answerer: await keyFor('answerer') };
    const theirRole = role === 'offerer' ? 'answerer' : 'offerer';
    this.#keys = { send: keys[role], receive: keys[theirRole], transcript };
    await this.send(await this.#terms.prove(boundTo(transcript, role)));
  }

  async #judge(proof: Bytes): Promise<void> {
    const theirRole = this.#terms.role === 'offerer' ? 'answerer' : 'offerer';
    const proved = await this.#terms.check(proof, boundTo(this.transcript, theirRole));
    if (!proved) return this.close('not-proved');
    this.peerProof = proof;
    this.#proved = true;
    this.#whenProved(true);
  }

  /** What the other side's proof had to sign, for whoever judges it later. */
  get peerTranscript(): Bytes {
    return boundTo(this.transcript, this.#terms.role === 'offerer' ? 'answerer' : 'offerer');
  }
}

/** A proof is bound to its side, so that nobody can have their own words sent back to them. */
const boundTo = (transcript: Bytes, role: SessionRole): Bytes =>
  concatBytes(transcript, Uint8Array.of(role === 'offerer' ? 1 : 2));

function counterNonce(counter: number): Bytes {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(counter));
  return nonce;
}
