import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bytes,
  concatBytes,
  equalBytes,
  systemRandom,
  toHex,
  utf8
} from '#lib/core/base/index.ts';
import {
  agree,
  type AgreementPair,
  derive,
  hash,
  importSealKey,
  importVerifyKey,
  newAgreementPair,
  seal,
  sign,
  verify
} from '#lib/core/crypto/index.ts';
import { maxFrame } from '#lib/core/sync/ports.ts';
import { Session, type SessionEnd, type SessionTerms } from '#lib/core/sync/session.ts';
import { type End, honestCarrier, Line } from '../../../support/channels.ts';
import { until } from '../../../support/device.ts';
import { newPerson, type Person } from '../../../support/community.ts';

const spaceId = new Uint8Array(16).fill(1);

let amina: Person;
let ben: Person;
let pairs: Record<End, AgreementPair>;
let line: Line;

beforeAll(async () => {
  [amina, ben] = [await newPerson('Amina'), await newPerson('Ben')];
});
beforeEach(async () => {
  pairs = { first: await newAgreementPair(), second: await newAgreementPair() };
  line = new Line();
});

/** Amina offers on the first end, Ben answers on the second; each proves itself by signature. */
function terms(end: End, changes: Partial<SessionTerms> = {}): SessionTerms {
  const [me, them] = end === 'first' ? [amina, ben] : [ben, amina];
  const theirEnd = end === 'first' ? 'second' : 'first';
  return {
    spaceId,
    role: end === 'first' ? 'offerer' : 'answerer',
    mine: { deviceId: me.id, pair: pairs[end] },
    theirs: { deviceId: them.id, sessionKey: pairs[theirEnd].publicKey },
    prove: (transcript) => sign(me.keys.sign, 'cairn/1/auth', transcript),
    check: async (proof, transcript) =>
      verify(await importVerifyKey(them.keys.signingKey), proof, 'cairn/1/auth', transcript),
    ...changes
  };
}

const open = (end: End, changes?: Partial<SessionTerms>) =>
  Session.open(line.ends[end], terms(end, changes), systemRandom);

async function opened(): Promise<[Session, Session]> {
  const [first, second] = await Promise.all([open('first'), open('second')]);
  if (!first || !second) throw new Error('no session');
  return [first, second];
}

/** Everything a session hears from here on, and how it ends. */
class Watch {
  readonly heard: Bytes[] = [];
  end: SessionEnd | null = null;

  constructor(session: Session) {
    session.listen(async (message) => void this.heard.push(message));
    session.onEnd((end) => (this.end = end));
  }

  /** Resolves when so many messages have come, or the session is over. */
  async until(messages: number): Promise<this> {
    await until(`${messages} messages`, () => this.heard.length >= messages || this.end !== null);
    return this;
  }

  async over(): Promise<this> {
    await until('the session ends', () => this.end !== null);
    return this;
  }
}

describe('[S1] a session', () => {
  it('carries messages of every size, both ways, in order', async () => {
    const [first, second] = await opened();
    expect([first.peer, second.peer]).toEqual([ben.id, amina.id]);
    const [atAmina, atBen] = [new Watch(first), new Watch(second)];
    const sizes = [0, 1, 59_999, 60_000, 60_001, 500_000, 2_000_000];
    const messages = sizes.map((size) => new Uint8Array(size).fill(size & 255));
    await Promise.all([...messages.map((m) => first.send(m)), second.send(utf8('hello back'))]);
    await Promise.all([atBen.until(sizes.length), atAmina.until(1)]);
    expect(atBen.heard.map(({ length }) => length)).toEqual(sizes);
    expect(messages.every((m, i) => equalBytes(m, atBen.heard[i] ?? spaceId))).toBe(true);
    expect(atAmina.heard).toEqual([utf8('hello back')]);
    expect(line.sent.every(({ frame }) => frame.length <= maxFrame)).toBe(true);
  });

  it('shows a carrier nothing of what is said, nor the same frame twice', async () => {
    const [first] = await opened();
    const secret = utf8('The lens box was opened before the second check.');
    await first.send(secret);
    await first.send(secret);
    const frames = line.sent.map(({ frame }) => toHex(frame));
    expect(new Set(frames).size).toBe(frames.length);
    expect(frames.join()).not.toContain(toHex(secret.slice(0, 8)));
  });

  it('gives both sides one transcript, another each time', async () => {
    const [first, second] = await opened();
    expect(first.transcript).toEqual(second.transcript);
    const before = toHex(first.transcript);
    line = new Line();
    expect(toHex((await opened())[0].transcript)).not.toBe(before);
  });

  it('lets a word out while whoever sent much waits for the carrier', async () => {
    const [first, second] = await opened();
    const atBen = new Watch(second);
    let drain: () => void = () => undefined;
    const drained = new Promise<void>((resolve) => (drain = resolve));
    line.ends.first.ready = () => drained;
    let isTaken = false;
    const much = first.send(new Uint8Array(500_000)).then(() => (isTaken = true));
    const word = first.send(utf8('here I am'));
    await atBen.until(2);
    expect(atBen.heard[1]).toEqual(utf8('here I am'));
    expect(isTaken).toBe(false);
    drain();
    await Promise.all([much, word]);
  });

  it('keeps messages for whoever listens later, and while it is handed on', async () => {
    const [first, second] = await opened();
    await first.send(utf8('one'));
    const before = await new Watch(second).until(1);
    second.hold();
    await first.send(utf8('two'));
    const after = await new Watch(second).until(1);
    expect([before.heard, after.heard]).toEqual([[utf8('one')], [utf8('two')]]);
  });

  it('ends for both when one side or the carrier closes it, and sends nothing more', async () => {
    const [first, second] = await opened();
    const atBen = new Watch(second);
    first.close();
    await atBen.over();
    expect([first.isOpen, second.isOpen, atBen.end]).toEqual([false, false, 'closed']);
    const before = line.sent.length;
    await first.send(utf8('too late'));
    expect(line.sent.length).toBe(before);
    expect(() => first.transcript).toThrow();
    const late: SessionEnd[] = [];
    second.onEnd((end) => late.push(end));
    expect(late).toEqual(['closed']);
  });
});

describe('[S2] proofs', () => {
  it('are bound to the side: nobody can have their own words sent back to them', async () => {
    const said: Record<string, Bytes> = {};
    const recording = (end: End): Partial<SessionTerms> => ({
      prove: async (transcript) => {
        said[`${end} proves`] = transcript;
        return utf8(end);
      },
      check: async (_, transcript) => {
        said[`${end} checks`] = transcript;
        return true;
      }
    });
    await Promise.all([open('first', recording('first')), open('second', recording('second'))]);
    expect(said['first proves']).toEqual(said['second checks']);
    expect(said['second proves']).toEqual(said['first checks']);
    expect(said['first proves']).not.toEqual(said['second proves']);
  });

  it.each<[string, Partial<SessionTerms>]>([
    [
      'by another device',
      { prove: async (t) => sign((await newPerson('Eve')).keys.sign, 'cairn/1/auth', t) }
    ],
    ['for another purpose', { prove: (t) => sign(ben.keys.sign, 'cairn/1/hello', t) }],
    [
      'of another conversation',
      { prove: () => sign(ben.keys.sign, 'cairn/1/auth', new Uint8Array(99)) }
    ],
    [
      'of the other side',
      {
        prove: (t) =>
          sign(ben.keys.sign, 'cairn/1/auth', concatBytes(t.slice(0, -1), Uint8Array.of(1)))
      }
    ],
    ['that is empty', { prove: async () => new Uint8Array(0) }]
  ])('%s open nothing, for either side', async (_, changes) => {
    const [first, second] = await Promise.all([open('first'), open('second', changes)]);
    expect(first).toBeNull();
    await until('the other side has noticed', () => !second?.isOpen);
  });

  it('come before anything else: what is said first is judged as one', async () => {
    const judged: Bytes[] = [];
    const check = async (proof: Bytes) => {
      judged.push(proof);
      return false;
    };
    const [first] = await Promise.all([
      open('first', { check }),
      open('second', { prove: async () => utf8('give me everything') })
    ]);
    expect([first, judged]).toEqual([null, [utf8('give me everything')]]);
  });

  it('may be judged later by whoever kept them', async () => {
    const [first, second] = await opened();
    const key = await importVerifyKey(ben.keys.signingKey);
    expect(await verify(key, first.peerProof, 'cairn/1/auth', first.peerTranscript)).toBe(true);
    expect(await verify(key, first.peerProof, 'cairn/1/auth', second.peerTranscript)).toBe(false);
  });
});

describe('[S3] both ends agree on everything, or there is no session', () => {
  it.each<[string, () => Partial<SessionTerms>]>([
    ['another space', () => ({ spaceId: new Uint8Array(16) })],
    ['another device', () => ({ theirs: { deviceId: ben.id, sessionKey: pairs.first.publicKey } })],
    ['the same role', () => ({ role: 'offerer' })],
    [
      'a session key of low order',
      () => ({ theirs: { deviceId: amina.id, sessionKey: new Uint8Array(32) } })
    ],
    ['a session key in the middle', () => ({ mine: { deviceId: ben.id, pair: pairs.first } })]
  ])('%s', async (_, changes) => {
    const [first, second] = await Promise.all([open('first'), open('second', changes())]);
    expect([first, second]).toEqual([null, null]);
  });
});

describe('[S4] a carrier that lies', () => {
  const nonces = 2;
  const proofs = 4;
  /** A session over a carrier that begins to lie with the frame of this number. */
  async function lying(carrier: Line['carrier'], from = proofs) {
    line.carrier = (frame, end, n) => (n < from ? honestCarrier : carrier)(frame, end, n);
    const [first, second] = await Promise.all([open('first'), open('second')]);
    const atBen = second && new Watch(second);
    await first?.send(utf8('one'));
    await first?.send(utf8('two'));
    await atBen?.over();
    return { first, second, heard: atBen?.heard ?? [], end: atBen?.end ?? null };
  }

  it('and changes a bit ends it', async () => {
    const flip = (frame: Bytes) =>
      frame.map((byte, i) => (i === frame.length >> 1 ? byte ^ 1 : byte));
    const { heard, end } = await lying((frame, from, n) => honestCarrier(flip(frame), from, n));
    expect([heard, end]).toEqual([[], 'tampered']);
    line = new Line();
    expect(
      (await lying((frame, from, n) => honestCarrier(flip(frame), from, n), nonces)).second
    ).toBeNull();
    line = new Line();
    // Whoever changes a nonce changes every key.
    expect(
      (await lying((frame, from, n) => honestCarrier(flip(frame), from, n), 0)).second
    ).toBeNull();
  });

  it('and repeats, leaves out or swaps frames ends it', async () => {
    const twice = await lying((frame, from, n) => [
      ...honestCarrier(frame, from, n),
      ...honestCarrier(frame, from, n)
    ]);
    expect([twice.heard, twice.end]).toEqual([[utf8('one')], 'tampered']);
    line = new Line();
    const without = await lying((frame, from, n) =>
      n === proofs ? [] : honestCarrier(frame, from, n)
    );
    expect([without.heard, without.end]).toEqual([[], 'tampered']);
    line = new Line();
    let kept: Bytes | null = null;
    const swapped = await lying((frame, from, n) => {
      if (n === proofs) kept = frame;
      const later = kept ? honestCarrier(kept, from, n) : [];
      return n === proofs ? [] : [...honestCarrier(frame, from, n), ...later];
    });
    expect([swapped.heard, swapped.end]).toEqual([[], 'tampered']);
  });

  it('and hands frames back to their sender ends it', async () => {
    const [first, second] = await opened();
    const atAmina = new Watch(first);
    line.carrier = (frame, from) => [{ to: from, frame }];
    await first.send(utf8('hello?'));
    await atAmina.over();
    expect([atAmina.heard, atAmina.end]).toEqual([[], 'tampered']);
    await until('the other side has noticed', () => !second.isOpen);
    line = new Line();
    line.carrier = (frame, from) => [{ to: from, frame }];
    expect(await open('first')).toBeNull();
  });

  it('and joins two conversations opens neither', async () => {
    const [cleo, dev] = [await newPerson('Cleo'), await newPerson('Dev')];
    const keys = [await newAgreementPair(), await newAgreementPair()] as const;
    const strangers = { ...pairs };
    [strangers.first, strangers.second] = keys;
    const crossed = {
      mine: { deviceId: dev.id, pair: strangers.second },
      theirs: { deviceId: cleo.id, sessionKey: strangers.first.publicKey }
    };
    expect(await Promise.all([open('first'), open('second', crossed)])).toEqual([null, null]);
  });

  it('and begins with anything but a nonce ends it', async () => {
    for (const frame of [
      new Uint8Array(0),
      new Uint8Array(15),
      new Uint8Array(17),
      new Uint8Array(300)
    ]) {
      line = new Line();
      line.carrier = () => [{ to: 'second', frame }];
      const second = open('second');
      line.ends.first.send(frame);
      expect(await second).toBeNull();
    }
  });
});

describe('[S5] a peer that proved itself and then misbehaves', () => {
  /** A session whose first end is driven by hand, frame by frame, with its true key. */
  async function driven() {
    const [first, second] = await opened();
    const secret = await agree(pairs.first.privateKey, pairs.second.publicKey);
    if (!secret) throw new Error('no secret');
    const salt = await hash('cairn/1/session-salt', first.transcript);
    const context = [utf8('offerer')];
    const key = await importSealKey(await derive(secret, 'cairn/1/session', 32, { salt, context }));
    let counter = 1;
    const say = async (
      mark: number,
      part: Bytes,
      frame = concatBytes(Uint8Array.of(mark), part)
    ) => {
      const nonce = new Uint8Array(12);
      new DataView(nonce.buffer).setUint32(8, counter++);
      line.ends.first.send(await seal(key, nonce, frame));
    };
    return { say, seen: new Watch(second) };
  }
  const full = new Uint8Array(60_000);

  it('may say what an honest one says', async () => {
    const { say, seen } = await driven();
    await say(1, full);
    await say(0, utf8('end'));
    await seen.until(1);
    expect([seen.heard.map(({ length }) => length), seen.end]).toEqual([[60_003], null]);
  });

  it('cannot make a message larger than two megabytes', async () => {
    const { say, seen } = await driven();
    for (let i = 0; i < 36; i++) await say(1, full);
    await seen.over();
    expect([seen.heard, seen.end]).toEqual([[], 'tampered']);
  });

  it('cannot make a message of countless small parts', async () => {
    for (const size of [0, 1, 59_999]) {
      line = new Line();
      const { say, seen } = await driven();
      await say(1, full.slice(0, size));
      await seen.over();
      expect([seen.heard, seen.end]).toEqual([[], 'tampered']);
    }
  });

  it('cannot send a frame larger than a frame, or one without a mark that is known', async () => {
    for (const frame of [
      new Uint8Array(70_000),
      new Uint8Array(0),
      Uint8Array.of(2),
      Uint8Array.of(255, 1)
    ]) {
      line = new Line();
      const { say, seen } = await driven();
      await say(0, frame, frame);
      await seen.over();
      expect([seen.heard, seen.end]).toEqual([[], 'tampered']);
    }
  });
});
