import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bytes, systemRandom } from '#lib/core/base/index.ts';
import { newAgreementPair, sign } from '#lib/core/crypto/index.ts';
import {
  type Intake,
  type Obstacle,
  parseEnvelope,
  type Position,
  whoseEnvelope
} from '#lib/core/log/index.ts';
import { StorageFailure } from '#lib/core/storage/index.ts';
import type { Ledger } from '#lib/core/membership/index.ts';
import { Exchange, type ExchangeSpace } from '#lib/core/sync/exchange.ts';
import { Session, type SessionTerms } from '#lib/core/sync/session.ts';
import { decodeMessage, encodeMessage, type Message } from '#lib/core/sync/wire.ts';
import { Line } from '../../../support/channels.ts';
import { Community, newPerson, type Person } from '../../../support/community.ts';
import { until } from '../../../support/device.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const mebibyte = 1_048_576;

let amina: Person;
let ben: Person;
let ledger: Ledger;
let clock: FakeClock;

beforeAll(async () => {
  [amina, ben] = [await newPerson('Amina'), await newPerson('Ben')];
  const community = await Community.foundedBy(amina);
  await community.welcomes(ben);
  ledger = await community.ledger();
});
beforeEach(() => (clock = new FakeClock()));

async function sessions(): Promise<[Session, Session]> {
  const line = new Line();
  const pairs = [await newAgreementPair(), await newAgreementPair()] as const;
  const open = (end: 0 | 1): Promise<Session | null> => {
    const [me, them] = end === 0 ? [amina, ben] : [ben, amina];
    const terms: SessionTerms = {
      spaceId: ledger.spaceId,
      role: end === 0 ? 'offerer' : 'answerer',
      mine: { deviceId: me.id, pair: pairs[end] },
      theirs: { deviceId: them.id, sessionKey: pairs[end === 0 ? 1 : 0].publicKey },
      prove: (transcript) => sign(me.keys.sign, 'cairn/1/auth', transcript),
      check: async () => true
    };
    return Session.open(line.ends[end === 0 ? 'first' : 'second'], terms, systemRandom);
  };
  const [first, second] = await Promise.all([open(0), open(1)]);
  if (!first || !second) throw new Error('no session');
  return [first, second];
}

/** An envelope as far as an exchange looks: whose it is, where in the log, and how large. */
function envelope(author: Person, seq: number, { size = 300, newer = false } = {}): Bytes {
  const bytes = new Uint8Array(size);
  bytes.set([67, 82, 78, 49, newer ? 2 : 1, 1]);
  bytes.set(author.keys.deviceId, 24);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(40, BigInt(seq));
  view.setUint32(148, size - 280);
  return bytes;
}

/** Logs without cryptography: what follows the last entry of its author is taken. */
class PaperSpace implements ExchangeSpace {
  readonly lackingKeys = [];
  readonly ledger = ledger;
  readonly entries: { deviceId: string; seq: number; bytes: Bytes }[] = [];
  readonly failures: StorageFailure[] = [];
  failing = false;
  held: Promise<void> = Promise.resolve();

  get log() {
    return this as unknown as ExchangeSpace['log'];
  }
  get heads(): Position[] {
    const ids = [...new Set(this.entries.map(({ deviceId }) => deviceId))];
    const hash16 = new Uint8Array(16);
    return ids.map((deviceId) => ({ deviceId, seq: this.seqOf(deviceId), hash16 }));
  }
  get length(): number {
    return this.entries.length;
  }
  seqOf(deviceId: string): number {
    return this.entries.filter((entry) => entry.deviceId === deviceId).length;
  }
  async read(from: number, limit: number) {
    const some = this.entries.slice(from, from + limit);
    return some.map(({ bytes }, i) => ({ arrival: from + i, bytes }));
  }
  readonly forked = [];
  async has() {
    return true;
  }
  async arrivalOf(deviceId: string, seq: number) {
    return this.entries.findIndex((entry) => entry.deviceId === deviceId && entry.seq === seq);
  }
  holds(bytes: Bytes): void {
    const parsed = parseEnvelope(Uint8Array.from(bytes, (byte, i) => (i === 4 ? 1 : byte)));
    if (parsed.ok) this.entries.push({ ...parsed.value, bytes });
  }
  async receive(run: readonly Bytes[]): Promise<Intake> {
    await this.held;
    if (this.failing) throw new StorageFailure('full');
    const taken: Intake['taken'] = [];
    const stuck = new Map<string, Obstacle>();
    for (const bytes of run) {
      const { deviceId, seq } = whoseEnvelope(bytes);
      if (stuck.has(deviceId) || seq <= this.seqOf(deviceId)) continue;
      if (!parseEnvelope(bytes).ok) stuck.set(deviceId, 'newer');
      else if (seq > this.seqOf(deviceId) + 1) stuck.set(deviceId, 'waiting');
      if (stuck.has(deviceId)) continue;
      this.entries.push({ deviceId, seq, bytes });
      taken.push({ deviceId, seq } as Intake['taken'][number]);
    }
    return { taken, stuck, refused: false, unentitled: [] };
  }
  async addOperations() {
    return 'added' as const;
  }
  receipts() {
    return [];
  }
  async addReceipts() {}
  heardLacking(): void {}

  readonly presence: Bytes[] = [];
  heardPresence(_deviceId: string, _counter: number, state: Bytes) {
    this.presence.push(state);
  }
  readonly refusals: string[] = [];
  refusedFrom(_: string, kind: string) {
    this.refusals.push(kind);
  }
  heardInvitations() {}
  progressed() {}
  failed(failure: StorageFailure) {
    this.failures.push(failure);
  }
}

/** The other end of an exchange, which says what a story wants. */
class Peer {
  readonly heard: Message[] = [];
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
    session.listen(async (bytes) => {
      const message = decodeMessage(bytes);
      if (message) this.heard.push(message);
    });
  }
  say(message: Message): Promise<void> {
    return this.session.send(encodeMessage(message));
  }
  /** Something was said, and answered. */
  async hearsBack(): Promise<void> {
    const before = this.all('logs').length;
    await this.say({ type: 'heads', ledger: [], logs: new Uint8Array(32) });
    await until('it is answered', () => this.all('logs').length > before);
  }
  all<Type extends Message['type']>(type: Type) {
    return this.heard.filter((one): one is Extract<Message, { type: Type }> => one.type === type);
  }
}

async function between(space: PaperSpace): Promise<{ exchange: Exchange; peer: Peer }> {
  const [first, second] = await sessions();
  const exchange = new Exchange(first, space, clock);
  const peer = new Peer(second);
  await exchange.start();
  return { exchange, peer };
}

const logsOf = (person: Person, seq: number): Message => ({
  type: 'logs',
  positions: [{ deviceId: person.id, seq, hash16: new Uint8Array(16) }]
});

describe('[X6] where somebody is', () => {
  const here = new Uint8Array(20).fill(7);

  it('is heard while what came before is still being taken in', async () => {
    const space = new PaperSpace();
    let letGo: () => void = () => undefined;
    space.held = new Promise((resolve) => (letGo = resolve));
    const { peer } = await between(space);
    await peer.say({ type: 'envelopes', envelopes: [envelope(ben, 1)] });
    await peer.say({ type: 'presence', counter: 1, state: here });
    await until('it is heard', () => space.presence.length > 0);
    expect(space.presence).toEqual([here]);
    expect(space.length).toBe(0);
    letGo();
    await until('the rest is taken in', () => space.length === 1);
  });
});

describe('[X4] credit', () => {
  const size = 50_000;
  const run = (from: number): Message => ({
    type: 'envelopes',
    envelopes: [envelope(ben, from, { size })]
  });

  it('ends a session whose other side sends on after it is used up', async () => {
    const space = new PaperSpace();
    let letGo: () => void = () => undefined;
    space.held = new Promise((resolve) => (letGo = resolve));
    const { exchange, peer } = await between(space);
    const most = Math.ceil(mebibyte / size);
    for (let seq = 1; seq <= most; seq++) await peer.say(run(seq));
    await until('all has come', () => exchange.session.isOpen);
    await peer.say(run(most + 1));
    await until('the session is over', () => !exchange.session.isOpen);
    letGo();
  });

  it('may be passed by the message that uses it up, and comes back', async () => {
    const space = new PaperSpace();
    let letGo: () => void = () => undefined;
    space.held = new Promise((resolve) => (letGo = resolve));
    const { exchange, peer } = await between(space);
    const most = Math.ceil(mebibyte / size);
    for (let seq = 1; seq <= most; seq++) await peer.say(run(seq));
    letGo();
    await until('all is dealt with', () => peer.all('credit').length === most);
    for (let seq = most + 1; seq <= 2 * most; seq++) await peer.say(run(seq));
    await until('all is here', () => space.length === 2 * most);
    expect(exchange.session.isOpen).toBe(true);
  });

  it.each([1, 47_000, 49_000, 700_000])(
    'is never overdrawn by more than a message (entries of %i bytes more)',
    async (more) => {
      const space = new PaperSpace();
      const number = Math.min(60, Math.ceil((3 * mebibyte) / (300 + more)));
      for (let seq = 1; seq <= number; seq++) {
        space.holds(envelope(amina, seq, { size: 300 + more }));
      }
      const { peer } = await between(space);
      let granted = mebibyte;
      let seen = 0;
      const count = () => {
        for (const { envelopes } of peer.all('envelopes').slice(seen)) {
          expect(granted).toBeGreaterThan(0);
          granted -= envelopes.reduce((sum, { length }) => sum + length, 0);
          seen++;
        }
        return seen;
      };
      await peer.say({ type: 'want', ranges: [{ deviceId: amina.id, from: 1 }] });
      const sent = () =>
        peer.all('envelopes').reduce((n, { envelopes }) => n + envelopes.length, 0);
      while (sent() < number) {
        if (granted > 0) {
          await until('credit is used up', () => (count(), granted <= 0 || sent() === number));
        }
        // Time to send more than it may, if it would.
        for (let i = 0; i < 3; i++) await peer.hearsBack();
        count();
        // Odd amounts, so that it ends anywhere in a message.
        granted += 333_333;
        await peer.say({ type: 'credit', bytes: 333_333 });
      }
    }
  );

  it('survives a disk that fails: the person hears of it, and all is taken when it works again', async () => {
    const space = new PaperSpace();
    const { exchange, peer } = await between(space);
    space.failing = true;
    const most = Math.ceil(mebibyte / size);
    for (let seq = 1; seq <= most; seq++) await peer.say(run(seq));
    for (let tries = 1; tries <= 4; tries++) {
      await until('it has failed', () => space.failures.length === tries && clock.waiting > 0);
      clock.advance(60_000);
    }
    await until('it has failed again', () => space.failures.length === 5 && clock.waiting > 0);
    expect(peer.all('credit')).toEqual([]);
    space.failing = false;
    clock.advance(60_000);
    await until('all is here', () => space.length === most);
    await until('all is granted again', () => peer.all('credit').length === most);
    await peer.say(run(most + 1));
    await until('the next one is here', () => space.length === most + 1);
    expect([exchange.session.isOpen, space.failures.map(({ reason }) => reason)]).toEqual([
      true,
      Array.from({ length: 5 }, () => 'full')
    ]);
  });
});

describe('[X4] what cannot be taken', () => {
  it('because it is newer stops its own log only, and is not asked for again', async () => {
    const space = new PaperSpace();
    const { exchange, peer } = await between(space);
    const positions = [amina, ben].map((person) => ({
      ...{ deviceId: person.id, seq: 3, hash16: new Uint8Array(16) }
    }));
    await peer.say({ type: 'logs', positions });
    await peer.say({
      type: 'envelopes',
      envelopes: [
        ...[envelope(ben, 1), envelope(amina, 1), envelope(ben, 2, { newer: true })],
        ...[envelope(ben, 3), envelope(amina, 2), envelope(amina, 3)]
      ]
    });
    await until('the rest is here', () => space.seqOf(amina.id) === 3);
    await until('it is dealt with', () => peer.all('credit').length === 1);
    expect([space.seqOf(ben.id), exchange.progress]).toEqual([1, null]);
    await peer.say(logsOf(ben, 3));
    await until('it is answered', () => peer.all('want').length === 2);
    expect(peer.all('want').at(-1)?.ranges).toEqual([]);
    expect(exchange.session.isOpen).toBe(true);
  });

  it('yet stops its own log only, and is asked for less and less often', async () => {
    const space = new PaperSpace();
    const { peer } = await between(space);
    const heads = peer.all('heads').length;
    const gap: Message = { type: 'envelopes', envelopes: [envelope(ben, 2), envelope(amina, 1)] };
    for (let i = 1; i <= 60; i++) {
      await peer.say(gap);
      await until('it is dealt with', () => peer.all('credit').length === i);
      clock.advance(10_000);
    }
    await until('it was said', () => peer.all('heads').length > heads + 8);
    expect(peer.all('heads').length - heads).toBeLessThan(20);
    expect(space.seqOf(amina.id)).toBe(1);
    await peer.say({ type: 'envelopes', envelopes: [envelope(ben, 1), envelope(ben, 2)] });
    await until('all is here', () => space.seqOf(ben.id) === 2);
  });

  it('yet is asked for in time, though it was asked for a moment ago', async () => {
    const space = new PaperSpace();
    const { peer } = await between(space);
    await until('it has begun', () => peer.all('heads').length === 1);
    for (const seq of [2, 3])
      await peer.say({ type: 'envelopes', envelopes: [envelope(ben, seq)] });
    await until('it was said', () => peer.all('heads').length === 2 && clock.waiting > 0);
    clock.advance(4_000);
    await until('it was said again', () => peer.all('heads').length === 3);
  });

  it('from people nobody knows waits, and the rest of the run is taken in one go', async () => {
    const space = new PaperSpace();
    let looks = 0;
    const receive = space.receive.bind(space);
    space.receive = (run) => (looks++, receive(run));
    const { peer } = await between(space);
    const strangers = Array.from({ length: 500 }, () => {
      const bytes = envelope(ben, 5);
      bytes.set(systemRandom.bytes(16), 24);
      return bytes;
    });
    await peer.say({ type: 'envelopes', envelopes: [...strangers, envelope(amina, 1)] });
    await until('what can be taken is here', () => space.seqOf(amina.id) === 1);
    expect(looks).toBe(1);
  });
});

describe('[X7] what no honest device sends', () => {
  it('ends the session, and is noted by its reason alone', async () => {
    const stories: [string, (peer: Peer, space: PaperSpace) => Promise<void>][] = [
      ['unreadable', (peer) => peer.session.send(Uint8Array.of(255, 1))],
      [
        'operation',
        (peer, space) => {
          space.addOperations = async () => 'refused' as never;
          return peer.say({ type: 'operations', records: [Uint8Array.of(1)] });
        }
      ],
      [
        'envelope',
        (peer, space) => {
          space.receive = async () => ({ ...nothing, refused: true });
          return peer.say({ type: 'envelopes', envelopes: [envelope(ben, 1)] });
        }
      ]
    ];
    for (const [reason, happens] of stories) {
      const space = new PaperSpace();
      const { exchange, peer } = await between(space);
      await happens(peer, space);
      await until('the session is over', () => !exchange.session.isOpen);
      expect(space.refusals).toEqual([reason]);
    }
  });
});

const nothing: Intake = { taken: [], stuck: new Map(), refused: false, unentitled: [] };
