import {
  type Bytes,
  type Clock,
  concatBytes,
  equalBytes,
  fromUtf8,
  type Id,
  idToBytes,
  Queue,
  type Random,
  toHex,
  utf8
} from '#lib/core/base/index.ts';
import {
  agree,
  type AgreementPair,
  derive,
  importSealKey,
  newAgreementPair,
  openRandomly,
  sealRandomly
} from '#lib/core/crypto/index.ts';
import { compareBytes } from '#lib/core/base/index.ts';
import type { ConnectionAttempt, Connector, SessionRole, Signalling } from './ports.ts';
import { Session } from './session.ts';
import { helloFields, openSignal, sealSignal, type SignalMessage } from './signal-message.ts';
import type { MeetingPlace, Topic } from './topics.ts';

/** Who meets: a device of a space among its members, or the two sides of an invitation. */
export interface RendezvousParty {
  spaceId: Bytes;
  deviceId: Id;
  /** Where to look just now; asked again every time. */
  places(now: number): Promise<readonly MeetingPlace[]>;
  /** Signs what a hello says. */
  signHello(message: Bytes): Promise<Bytes>;
  /** Whether a device may be met here, and its hello is its own. */
  checkHello(from: Id, message: Bytes, signature: Bytes): Promise<boolean>;
  prove(transcript: Bytes): Promise<Bytes>;
  check(from: Id, proof: Bytes, transcript: Bytes): Promise<boolean>;
  /** A session is open and proved. */
  met(session: Session): void;
  /** Another device with these very keys is at work just now: a copy of this one. */
  twin?(): void;
}

/** Trying to reach one life of one device. */
interface Attempt {
  device: Id;
  life: Bytes;
  pair: AgreementPair;
  /** Where our hello to it went, and our signals go. */
  topic: Topic;
  theirKey: Bytes | null;
  sealing: CryptoKey | null;
  connection: ConnectionAttempt | null;
  /** Signals that were passed on, by their nonces: each counts once. */
  readonly passed: Set<string>;
  cancelTimeout: () => void;
}

/** A topic that this device is in. */
interface Place extends MeetingPlace {
  /** Of every life: when its last hello here was said, as it claimed. */
  readonly heard: Map<string, number>;
  leave: () => void;
}

type Hello = Extract<SignalMessage, { type: 'hello' }>;

const attemptMs = 20_000;
const aloneMs = 15_000;
const companyMs = 240_000;
/** So long has a device been alone when it calls in quiet places too. */
const lonelyMs = 15_000;

/**
 * Finds the other devices of a space (or of an invitation) through a signalling server that can
 * read nothing, and opens a proved session with each. A session key serves one life of one peer
 * and one attempt; the smaller key offers. Whatever is played back counts for nothing: a hello is
 * heard once, and an answer by that life alone which it answers.
 */
export class Rendezvous {
  readonly #party: RendezvousParty;
  readonly #signalling: Signalling;
  readonly #connector: Connector;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #life: Bytes;
  readonly #queue = new Queue();
  readonly #places = new Map<string, Place>();
  readonly #attempts = new Map<string, Attempt>();
  /** Lives of what may be copies of this device that were answered. */
  readonly #twins = new Set<string>();
  /** `life` null: the session came from elsewhere, and nobody knows of which life it is. */
  readonly #met = new Map<Id, { session: Session; life: Bytes | null }>();
  #lastHello = 0;
  #aloneSince: number;
  #cancelRound: () => void = () => undefined;
  #stopReachable: () => void = () => undefined;
  #closed = false;

  constructor(
    party: RendezvousParty,
    ports: { signalling: Signalling; connector: Connector; clock: Clock; random: Random }
  ) {
    this.#party = party;
    this.#signalling = ports.signalling;
    this.#connector = ports.connector;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#life = ports.random.bytes(16);
    this.#aloneSince = ports.clock.now();
  }

  /** Begins to look, and goes on until `close`. */
  start(): void {
    this.#stopReachable = this.#signalling.onReachable((reachable) => {
      if (reachable) void this.#round();
    });
  }

  /** Looks again now: the network came back, or a window to connect in. */
  lookAgain(): void {
    void this.#round();
  }

  /** A session that is open already counts as met: nobody needs to look for that device. */
  adopt(session: Session, life: Bytes | null = null): void {
    const device = session.peer;
    const before = this.#met.get(device)?.session;
    this.#met.set(device, { session, life });
    before?.close();
    session.onEnd(() => {
      if (this.#met.get(device)?.session !== session) return;
      this.#met.delete(device);
      if (this.#met.size > 0) return;
      this.#aloneSince = this.#clock.now();
      void this.#round();
    });
  }

  /** Stops looking; sessions that are open stay with whoever took them over. */
  leave(): void {
    this.#closed = true;
    this.#stopReachable();
    this.#cancelRound();
    for (const { leave } of this.#places.values()) leave();
    for (const attempt of [...this.#attempts.values()]) this.#giveUp(attempt);
  }

  close(): void {
    this.leave();
    for (const { session } of this.#met.values()) session.close();
  }

  /**
   * Joins today's topics and says hello: often while nobody is met, and now and then while
   * somebody is, or groups that met apart would never find each other.
   */
  async #round(): Promise<void> {
    this.#cancelRound();
    if (this.#closed) return;
    this.#cancelRound = this.#clock.after(this.#pause(), () => void this.#round());
    await this.#queue.run(async () => {
      await this.#joinTopics();
      if (!this.#signalling.reachable) return;
      const isLonely = this.#met.size === 0 && this.#clock.now() - this.#aloneSince >= lonelyMs;
      for (const { topic, quiet } of this.#places.values()) {
        if (!quiet || isLonely) await this.#sayHello(topic, null);
      }
    });
  }

  #pause(): number {
    const chance = (this.#random.bytes(1)[0] ?? 0) / 256;
    return this.#met.size === 0 ? aloneMs : companyMs * (0.5 + chance);
  }

  async #joinTopics(): Promise<void> {
    const places = await this.#party.places(this.#clock.now());
    if (this.#closed) return;
    for (const [name, { leave }] of this.#places) {
      if (places.some(({ topic }) => topic.name === name)) continue;
      leave();
      this.#places.delete(name);
    }
    for (const { topic, quiet } of places) {
      if (this.#places.has(topic.name)) continue;
      const heard = new Map<string, number>();
      const leave = this.#signalling.subscribe(topic.name, (message) => {
        void this.#queue.run(() => this.#hear({ topic, quiet, heard, leave }, message));
      });
      this.#places.set(topic.name, { topic, quiet, heard, leave });
    }
  }

  async #hear({ topic, heard }: Place, sealed: Bytes): Promise<void> {
    if (this.#closed) return;
    const message = await openSignal(topic, sealed);
    // The server hands us our own words back.
    const isOwn = message?.from === this.#party.deviceId;
    if (!message || (isOwn && (message.type === 'signal' || equalBytes(message.life, this.#life))))
      return;
    if (message.type === 'signal') return this.#hearSignal(message);
    if (message.to && !equalBytes(message.to, this.#life)) return;
    const life = nameOf(message.from, message.life);
    if (message.at <= (heard.get(life) ?? -1)) return;
    const signed = concatBytes(this.#party.spaceId, utf8(topic.name), helloFields(message));
    if (!(await this.#party.checkHello(message.from, signed, message.signature))) return;
    heard.set(life, message.at);
    if (isOwn) await this.#hearTwin(topic, message);
    else await this.#hearHello(topic, message);
  }

  /**
   * In our name and not by us: played back, or by a copy of this device. Only a copy that is at work
   * now can answer to this life.
   */
  async #hearTwin(topic: Topic, { to, life }: Hello): Promise<void> {
    const name = toHex(life);
    if (to) this.#party.twin?.();
    if (this.#twins.has(name)) return;
    this.#twins.add(name);
    await this.#sayHello(topic, life);
  }

  async #hearHello(topic: Topic, hello: Hello): Promise<void> {
    const met = this.#met.get(hello.from);
    if (met && (!met.life || equalBytes(met.life, hello.life))) return;
    let attempt = this.#attempts.get(nameOf(hello.from, hello.life));
    const isNews = !attempt?.theirKey || !equalBytes(attempt.theirKey, hello.sessionKey);
    if (!attempt) attempt = await this.#beginAttempt(topic, hello);
    // Who calls, or has begun anew, may not know our key. It stays: if both sides answered a new
    // key with a new one, neither would ever come to an end.
    else if (!hello.to || (attempt.theirKey && isNews)) await this.#answer(attempt);
    if (hello.to && isNews) await this.#connect(attempt, topic, hello.sessionKey);
  }

  async #beginAttempt(topic: Topic, { from, life }: Hello): Promise<Attempt> {
    const attempt: Attempt = {
      device: from,
      life,
      pair: await newAgreementPair(),
      topic,
      theirKey: null,
      sealing: null,
      connection: null,
      passed: new Set(),
      cancelTimeout: this.#clock.after(attemptMs, () => this.#giveUp(attempt))
    };
    this.#attempts.set(nameOf(from, life), attempt);
    await this.#answer(attempt);
    return attempt;
  }

  async #connect(attempt: Attempt, heardIn: Topic, theirKey: Bytes): Promise<void> {
    const { device, pair } = attempt;
    const order = compareBytes(pair.publicKey, theirKey);
    const secret = await agree(pair.privateKey, theirKey);
    if (order === 0 || !secret) return this.#giveUp(attempt);
    const role: SessionRole = order < 0 ? 'offerer' : 'answerer';
    const mine = [idToBytes(this.#party.deviceId), pair.publicKey] as const;
    const theirs = [idToBytes(device), theirKey] as const;
    const [first, second] = role === 'offerer' ? [mine, theirs] : [theirs, mine];
    // Around midnight each may have answered in the other's topic: both take the same of the two.
    const [name = ''] = [attempt.topic.name, heardIn.name].sort();
    const sealing = await importSealKey(
      await derive(secret, 'cairn/1/signal', 32, {
        context: [utf8(name), first[0], second[0], first[1], second[1]]
      })
    );
    if (!this.#isOn(attempt)) return;
    attempt.connection?.close();
    const connection = this.#connector.attempt(role, (signal) => {
      if (attempt.connection === connection) void this.#sendSignal(attempt, sealing, signal);
    });
    if (!connection) return this.#giveUp(attempt);
    attempt.theirKey = theirKey;
    attempt.sealing = sealing;
    attempt.connection = connection;
    void this.#openSession(attempt, connection, { role, theirKey });
  }

  async #openSession(
    attempt: Attempt,
    connection: ConnectionAttempt,
    { role, theirKey }: { role: SessionRole; theirKey: Bytes }
  ): Promise<void> {
    const party = this.#party;
    const { device, pair, life } = attempt;
    const channel = await connection.channel;
    const isCurrent = () => this.#isOn(attempt) && attempt.connection === connection;
    const opening =
      channel &&
      isCurrent() &&
      Session.open(
        channel,
        {
          spaceId: party.spaceId,
          role,
          mine: { deviceId: party.deviceId, pair },
          theirs: { deviceId: device, sessionKey: theirKey },
          prove: (transcript) => party.prove(transcript),
          check: (proof, transcript) => party.check(device, proof, transcript)
        },
        this.#random
      );
    const session = await opening;
    // Given up meanwhile, or begun anew under another key.
    if (!isCurrent()) return connection.close();
    this.#endAttempt(attempt);
    if (!session) return connection.close();
    this.adopt(session, life);
    this.#party.met(session);
  }

  async #hearSignal(message: Extract<SignalMessage, { type: 'signal' }>): Promise<void> {
    if (message.to !== this.#party.deviceId) return;
    for (const attempt of [...this.#attempts.values()]) {
      if (attempt.device === message.from) await this.#passSignal(attempt, message.sealed);
    }
  }

  async #passSignal(attempt: Attempt, sealed: Bytes): Promise<void> {
    const { sealing, connection, passed } = attempt;
    const nonce = toHex(sealed.slice(0, 12));
    if (!sealing || passed.has(nonce)) return;
    const opened = await openRandomly(sealing, sealed);
    if (!opened.ok) return;
    passed.add(nonce);
    connection?.signal(fromUtf8(opened.value));
  }

  async #sendSignal(attempt: Attempt, sealing: CryptoKey, signal: string): Promise<void> {
    const { device: to, topic } = attempt;
    const sealed = await sealRandomly(sealing, utf8(signal));
    const message = { type: 'signal' as const, from: this.#party.deviceId, to, sealed };
    this.#signalling.publish(topic.name, await sealSignal(topic, message));
  }

  #answer({ topic, life, pair }: Attempt): Promise<void> {
    return this.#sayHello(topic, life, pair.publicKey);
  }

  async #sayHello(topic: Topic, to: Bytes | null, sessionKey?: Bytes): Promise<void> {
    const key = sessionKey ?? new Uint8Array(32);
    const from = this.#party.deviceId;
    this.#lastHello = Math.max(this.#clock.now(), this.#lastHello + 1);
    const fields = { from, to, life: this.#life, sessionKey: key, at: this.#lastHello };
    const signed = concatBytes(this.#party.spaceId, utf8(topic.name), helloFields(fields));
    const signature = await this.#party.signHello(signed);
    const sealed = await sealSignal(topic, { type: 'hello', ...fields, signature });
    this.#signalling.publish(topic.name, sealed);
  }

  /** The attempt led nowhere: its connection goes with it. */
  #giveUp(attempt: Attempt): void {
    if (!this.#isOn(attempt)) return;
    this.#endAttempt(attempt);
    attempt.connection?.close();
  }

  #endAttempt(attempt: Attempt): void {
    attempt.cancelTimeout();
    if (this.#isOn(attempt)) this.#attempts.delete(nameOf(attempt.device, attempt.life));
  }

  #isOn(attempt: Attempt): boolean {
    return this.#attempts.get(nameOf(attempt.device, attempt.life)) === attempt;
  }
}

const nameOf = (device: Id, life: Bytes): string => `${device} ${toHex(life)}`;
