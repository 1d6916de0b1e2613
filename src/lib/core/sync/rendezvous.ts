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
import { daysAround, type Topic, topicOf } from './topics.ts';

/** Who meets: a device of a space among its members, or the two sides of an invitation. */
export interface RendezvousParty {
  spaceId: Bytes;
  deviceId: Id;
  /** What today's topic derives from. */
  secret: Bytes;
  /** Signs what a hello says. */
  signHello(message: Bytes): Promise<Bytes>;
  /** Whether a device may be met here, and its hello is its own. */
  checkHello(from: Id, message: Bytes, signature: Bytes): Promise<boolean>;
  prove(transcript: Bytes): Promise<Bytes>;
  check(from: Id, proof: Bytes, transcript: Bytes): Promise<boolean>;
  /** A session is open and proved. */
  met(session: Session): void;
}

interface Attempt {
  pair: AgreementPair;
  topic: Topic;
  theirKey: Bytes | null;
  sealing: CryptoKey | null;
  connection: ConnectionAttempt | null;
  /** Signals that came before the connection was begun. */
  early: Bytes[];
  cancelTimeout: () => void;
}

const attemptMs = 20_000;
const aloneMs = 15_000;

/**
 * Finds the other devices of a space (or of an invitation) through a signalling server that can
 * read nothing, and opens a proved session with each. A session key serves one peer and one
 * attempt; the smaller key offers.
 */
export class Rendezvous {
  readonly #party: RendezvousParty;
  readonly #signalling: Signalling;
  readonly #connector: Connector;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #life: Bytes;
  readonly #queue = new Queue();
  readonly #topics = new Map<string, { topic: Topic; leave: () => void }>();
  readonly #attempts = new Map<Id, Attempt>();
  /** `life` null: the session came from elsewhere, and the device's next hello tells its life. */
  readonly #met = new Map<Id, { session: Session; life: Bytes | null }>();
  readonly #lives = new Map<Id, Bytes>();
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
    this.#met.set(device, { session, life });
    session.onEnd(() => {
      if (this.#met.get(device)?.session !== session) return;
      this.#met.delete(device);
      if (this.#met.size === 0) void this.#round();
    });
  }

  /** Stops looking; sessions that are open stay with whoever took them over. */
  leave(): void {
    this.#closed = true;
    this.#stopReachable();
    this.#cancelRound();
    for (const { leave } of this.#topics.values()) leave();
    for (const device of [...this.#attempts.keys()]) this.#giveUp(device);
  }

  close(): void {
    this.leave();
    for (const { session } of this.#met.values()) session.close();
  }

  /** Joins today's topics and says hello; again and again while nobody is met. */
  async #round(): Promise<void> {
    this.#cancelRound();
    if (this.#closed) return;
    this.#cancelRound = this.#clock.after(aloneMs, () => void this.#round());
    await this.#queue.run(async () => {
      await this.#joinTopics();
      if (this.#met.size > 0 || !this.#signalling.reachable) return;
      for (const { topic } of this.#topics.values()) await this.#sayHello(topic, null);
    });
  }

  async #joinTopics(): Promise<void> {
    const days = daysAround(this.#clock.now());
    const topics = await Promise.all(days.map((day) => topicOf(this.#party.secret, day)));
    if (this.#closed) return;
    for (const [name, { leave }] of this.#topics) {
      if (topics.some((topic) => topic.name === name)) continue;
      leave();
      this.#topics.delete(name);
    }
    for (const topic of topics) {
      if (this.#topics.has(topic.name)) continue;
      const leave = this.#signalling.subscribe(topic.name, (message) => {
        void this.#queue.run(() => this.#hear(topic, message));
      });
      this.#topics.set(topic.name, { topic, leave });
    }
  }

  async #hear(topic: Topic, sealed: Bytes): Promise<void> {
    if (this.#closed) return;
    const message = await openSignal(topic, sealed);
    // The server hands us our own words back; and a hello in our name is nobody's.
    if (!message || message.from === this.#party.deviceId) return;
    if (message.type === 'signal') return this.#hearSignal(message);
    if (message.to !== null && message.to !== this.#party.deviceId) return;
    const signed = concatBytes(this.#party.spaceId, utf8(topic.name), helloFields(message));
    if (!(await this.#party.checkHello(message.from, signed, message.signature))) return;
    await this.#hearHello(topic, message);
  }

  async #hearHello(topic: Topic, hello: Extract<SignalMessage, { type: 'hello' }>): Promise<void> {
    const met = this.#met.get(hello.from);
    if (met) met.life ??= hello.life;
    if (met?.life && equalBytes(met.life, hello.life)) return;
    this.#lives.set(hello.from, hello.life);
    if (hello.to === null) {
      // Both may hear each other's first call; one addressed hello each way is enough.
      if (this.#attempts.has(hello.from)) return;
      await this.#beginAttempt(topic, hello.from);
      return;
    }
    let attempt = this.#attempts.get(hello.from);
    if (attempt?.theirKey) {
      if (equalBytes(attempt.theirKey, hello.sessionKey)) return;
      // They began anew: so do we, for no session key serves twice.
      this.#giveUp(hello.from);
      attempt = undefined;
    }
    attempt ??= await this.#beginAttempt(topic, hello.from);
    await this.#connect(hello.from, attempt, hello.sessionKey);
  }

  async #beginAttempt(topic: Topic, device: Id): Promise<Attempt> {
    const attempt: Attempt = {
      pair: await newAgreementPair(),
      topic,
      theirKey: null,
      sealing: null,
      connection: null,
      early: [],
      cancelTimeout: this.#clock.after(attemptMs, () => this.#giveUp(device))
    };
    this.#attempts.set(device, attempt);
    await this.#sayHello(topic, device, attempt.pair.publicKey);
    return attempt;
  }

  async #connect(device: Id, attempt: Attempt, theirKey: Bytes): Promise<void> {
    const order = compareBytes(attempt.pair.publicKey, theirKey);
    const secret = await agree(attempt.pair.privateKey, theirKey);
    if (order === 0 || !secret) return this.#giveUp(device);
    const role: SessionRole = order < 0 ? 'offerer' : 'answerer';
    const mine = [idToBytes(this.#party.deviceId), attempt.pair.publicKey] as const;
    const theirs = [idToBytes(device), theirKey] as const;
    const [first, second] = role === 'offerer' ? [mine, theirs] : [theirs, mine];
    attempt.theirKey = theirKey;
    attempt.sealing = await importSealKey(
      await derive(secret, 'cairn/1/signal', 32, {
        context: [utf8(attempt.topic.name), first[0], second[0], first[1], second[1]]
      })
    );
    const connection = this.#connector.attempt(role, (signal) => {
      void this.#sendSignal(device, attempt, signal);
    });
    if (!connection) return this.#giveUp(device);
    attempt.connection = connection;
    void this.#openSession(device, attempt, connection, role);
    for (const early of attempt.early.splice(0)) await this.#passSignal(attempt, early);
  }

  async #openSession(
    device: Id,
    attempt: Attempt,
    connection: ConnectionAttempt,
    role: SessionRole
  ): Promise<void> {
    const channel = await connection.channel;
    if (!channel || !attempt.theirKey || this.#closed) return this.#endAttempt(device, attempt);
    const party = this.#party;
    const opening = Session.open(
      channel,
      {
        spaceId: party.spaceId,
        role,
        mine: { deviceId: party.deviceId, pair: attempt.pair },
        theirs: { deviceId: device, sessionKey: attempt.theirKey },
        prove: (transcript) => party.prove(transcript),
        check: (proof, transcript) => party.check(device, proof, transcript)
      },
      this.#random
    );
    const session = await opening;
    this.#endAttempt(device, attempt);
    if (!session) return connection.close();
    if (this.#closed) return session.close();
    this.#keep(device, session);
  }

  #keep(device: Id, session: Session): void {
    this.#met.get(device)?.session.close();
    this.adopt(session, this.#lives.get(device));
    this.#party.met(session);
  }

  async #hearSignal(message: Extract<SignalMessage, { type: 'signal' }>): Promise<void> {
    const attempt = this.#attempts.get(message.from);
    if (message.to !== this.#party.deviceId || !attempt) return;
    if (attempt.connection) await this.#passSignal(attempt, message.sealed);
    else if (attempt.early.length < 64) attempt.early.push(message.sealed);
  }

  async #passSignal(attempt: Attempt, sealed: Bytes): Promise<void> {
    const opened = attempt.sealing && (await openRandomly(attempt.sealing, sealed));
    if (opened?.ok) attempt.connection?.signal(fromUtf8(opened.value));
  }

  async #sendSignal(device: Id, attempt: Attempt, signal: string): Promise<void> {
    if (!attempt.sealing) return;
    const sealed = await sealRandomly(attempt.sealing, utf8(signal));
    const message = { type: 'signal' as const, from: this.#party.deviceId, to: device, sealed };
    this.#signalling.publish(attempt.topic.name, await sealSignal(attempt.topic, message));
  }

  async #sayHello(topic: Topic, to: Id | null, sessionKey?: Bytes): Promise<void> {
    const key = sessionKey ?? new Uint8Array(32);
    const from = this.#party.deviceId;
    const fields = { from, to, life: this.#life, sessionKey: key, at: this.#clock.now() };
    const signed = concatBytes(this.#party.spaceId, utf8(topic.name), helloFields(fields));
    const signature = await this.#party.signHello(signed);
    const sealed = await sealSignal(topic, { type: 'hello', ...fields, signature });
    this.#signalling.publish(topic.name, sealed);
  }

  /** The attempt led nowhere: its connection goes with it. */
  #giveUp(device: Id): void {
    const attempt = this.#attempts.get(device);
    if (!attempt) return;
    this.#endAttempt(device, attempt);
    attempt.connection?.close();
  }

  #endAttempt(device: Id, attempt: Attempt): void {
    attempt.cancelTimeout();
    if (this.#attempts.get(device) === attempt) this.#attempts.delete(device);
  }
}
