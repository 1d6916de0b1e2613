import { beforeAll, describe, expect, it } from 'vitest';
import { type Bytes, encodePlain, type Plain, systemRandom } from '#lib/core/base/index.ts';
import { sign } from '#lib/core/crypto/index.ts';
import { Ledger, opIdToBytes } from '#lib/core/membership/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import {
  Community,
  newPerson,
  noon,
  type Person,
  signedRecord,
  stateOf
} from '../../../support/community.ts';

let [amina, ben, eve]: Person[] = [];
let space: Community;

beforeAll(async () => {
  [amina, ben, eve] = await Promise.all(['Amina', 'Ben', 'Eve'].map(newPerson));
});

const people = (): [Person, Person, Person] => {
  if (!amina || !ben || !eve) throw new Error('nobody is here');
  return [amina, ben, eve];
};

/** What a ledger that holds everything so far makes of one more record. */
async function verdict(record: Bytes): Promise<string> {
  const ledger = await space.ledger();
  const before = stateOf(ledger);
  const added = await ledger.add(record);
  if (!added.ok) expect(stateOf(ledger)).toEqual(before);
  return added.ok ? 'added' : added.error;
}

const nonce = () => [systemRandom.bytes(16)];
/** The fields of an `add-organisation` by `author` on top of everything. */
function fields(author: Person, changes: Partial<Record<number, Plain>> = {}): Plain[] {
  const parents = space.heads.map(({ id }) => opIdToBytes(id));
  const lamport = 1 + Math.max(...space.heads.map((op) => op.lamport));
  const all: Plain[] = [
    1,
    space.spaceId,
    13,
    lamport,
    parents,
    author.keys.deviceId,
    noon,
    nonce()
  ];
  return all.map((field, i) => changes[i] ?? field);
}

describe('[L1] the form of a record', () => {
  beforeAll(async () => {
    space = await Community.foundedBy(people()[0]);
  });

  it('is eight fields and a signature, and its id leaves the signature out', async () => {
    const [amina] = people();
    const record = await signedRecord(amina, fields(amina));
    expect(await verdict(record)).toBe('added');
  });

  it.each<[string, () => Promise<Bytes>]>([
    ['nothing', async () => new Uint8Array(0)],
    ['no signature', async () => encodePlain([encodePlain(fields(people()[0]))])],
    [
      'a signature of another length',
      async () => encodePlain([encodePlain([1]), new Uint8Array(63)])
    ],
    ['another version', () => signedRecord(people()[0], fields(people()[0], { 0: 2 }))],
    ['a field more', () => signedRecord(people()[0], [...fields(people()[0]), 0])],
    ['a field less', () => signedRecord(people()[0], fields(people()[0]).slice(0, 7))],
    ['a kind beyond a byte', () => signedRecord(people()[0], fields(people()[0], { 2: 256 }))],
    ['lamport 0', () => signedRecord(people()[0], fields(people()[0], { 3: 0 }))],
    ['a body of another form', () => signedRecord(people()[0], fields(people()[0], { 7: [1] }))],
    ['no parents', () => signedRecord(people()[0], fields(people()[0], { 4: [] }))],
    [
      'seventeen parents',
      () =>
        signedRecord(
          people()[0],
          fields(people()[0], {
            4: Array.from({ length: 17 }, (_, i) => new Uint8Array(32).fill(i))
          })
        )
    ],
    [
      'one parent twice',
      () => {
        const head = opIdToBytes(space.genesis.id);
        return signedRecord(people()[0], fields(people()[0], { 4: [head, head] }));
      }
    ],
    [
      'parents out of order',
      () => {
        const pair = [new Uint8Array(32).fill(2), new Uint8Array(32).fill(1)];
        return signedRecord(people()[0], fields(people()[0], { 4: pair }));
      }
    ]
  ])('refuses %s as malformed', async (_, make) => {
    expect(await verdict(await make())).toBe('malformed');
  });

  it('[L9] is at most 64 KiB, an epoch at most 256 KiB', async () => {
    const [amina] = people();
    const large = (size: number) => fields(amina, { 2: 200, 7: [new Uint8Array(size)] });
    expect(await verdict(await signedRecord(amina, large(65_200)))).toBe('added');
    expect(await verdict(await signedRecord(amina, large(65_536)))).toBe('malformed');
    const wrap: Plain = [new Uint8Array(16), new Uint8Array(32), new Uint8Array(48)];
    const wraps = (n: number): Plain =>
      Array.from({ length: n }, (_, i) => [
        new Uint8Array(16).fill(i % 251),
        ...(wrap as Plain[]).slice(1)
      ]);
    const epoch = (n: number, sealed: number) =>
      fields(amina, { 2: 8, 7: [new Uint8Array(16), wraps(n), new Uint8Array(sealed)] });
    expect(await verdict(await signedRecord(amina, epoch(1_000, 60_000)))).toBe('added');
    expect(await verdict(await signedRecord(amina, epoch(1_025, 0)))).toBe('malformed');
  });
});

describe('[L2] a founding', () => {
  it('names its space by its own hash, and no ledger takes another', async () => {
    const [amina] = people();
    space = await Community.foundedBy(amina);
    const other = await Community.foundedBy(amina);
    expect(space.genesis.idBytes.slice(0, 16)).toEqual(space.spaceId);
    const ledger = await Ledger.load(new MemoryStorage(), space.spaceId);
    expect(ledger.isEmpty).toBe(true);
    expect(await ledger.add(other.genesis.record)).toEqual({ ok: false, error: 'wrong-space' });
    expect(await ledger.add(space.genesis.record)).toEqual({ ok: true, value: true });
    expect(await ledger.add(space.genesis.record)).toEqual({ ok: true, value: false });
  });

  it('that names a space, another author or a later place is none', async () => {
    const [amina, ben] = people();
    const founding = (author: Person, changes: Partial<Record<number, Plain>> = {}) => {
      const device = [1, amina.keys.signingKey, amina.keys.agreementKey];
      const body = [new Uint8Array(32), device, null, new Uint8Array(16), 1];
      const all: Plain[] = [1, new Uint8Array(16), 0, 1, [], author.keys.deviceId, noon, body];
      return signedRecord(
        author,
        all.map((field, i) => changes[i] ?? field)
      );
    };
    const alone = async (record: Bytes) => {
      const ledger = await Ledger.load(new MemoryStorage(), space.spaceId);
      const added = await ledger.add(record);
      return added.ok || added.error;
    };
    expect(await alone(await founding(amina, { 1: space.spaceId }))).toBe('malformed');
    expect(await alone(await founding(amina, { 4: [new Uint8Array(32)] }))).toBe('malformed');
    expect(await alone(await founding(amina))).toBe('wrong-space');
    for (const odd of [await founding(ben), await founding(amina, { 3: 2 })]) {
      expect(await alone(odd)).toBe('wrong-space');
    }
  });
});

describe('[L3] links', () => {
  it('wait while a parent is missing, and hold once it has come', async () => {
    const [amina] = people();
    space = await Community.foundedBy(amina);
    const first = await space.addOrganisation(amina);
    const second = await space.addOrganisation(amina);
    const ledger = await space.ledger([space.genesis]);
    expect(await ledger.add(second.record)).toEqual({ ok: false, error: 'missing-parents' });
    expect(ledger.heads).toEqual([space.genesis.id]);
    expect((await ledger.add(first.record)).ok).toBe(true);
    expect((await ledger.add(second.record)).ok).toBe(true);
    expect(ledger.heads).toEqual([second.id]);
  });

  it('name no ancestor of another parent, and the lamport that follows from them', async () => {
    const [amina] = people();
    space = await Community.foundedBy(amina);
    const first = await space.addOrganisation(amina);
    const parents = [first.id, space.genesis.id].sort().map(opIdToBytes);
    const both = fields(amina, { 4: parents });
    expect(await verdict(await signedRecord(amina, both))).toBe('bad-links');
    for (const lamport of [1, 2, 4, 2 ** 40]) {
      expect(await verdict(await signedRecord(amina, fields(amina, { 3: lamport })))).toBe(
        'bad-links'
      );
    }
    expect(await verdict(await signedRecord(amina, fields(amina, { 3: 3 })))).toBe('added');
  });

  it('[L10] of an own operation are the sixteen highest heads, in order', async () => {
    const [amina] = people();
    space = await Community.foundedBy(amina);
    const low = await space.addOrganisation(amina, { after: [space.genesis] });
    for (let i = 0; i < 20; i++) await space.addOrganisation(amina, { after: [low] });
    await space.addOrganisation(amina, { after: [space.genesis] });
    const ledger = await space.ledger();
    expect(ledger.heads.length).toBe(21);
    const body = { kind: 'add-organisation' as const, nonce: systemRandom.bytes(16) };
    const { parents, lamport } = await ledger.append(body, amina.keys, noon);
    expect([parents.length, lamport]).toEqual([16, 4]);
    expect([...parents].sort()).toEqual(parents);
    expect(ledger.heads.length).toBe(6);
  });
});

describe('[L4] an author', () => {
  it('is a device that entered before, and signs for itself', async () => {
    const [amina, ben, eve] = people();
    space = await Community.foundedBy(amina);
    expect(await verdict(await signedRecord(eve, fields(eve)))).toBe('unknown-author');
    await space.welcomes(ben);
    expect(await verdict(await signedRecord(ben, fields(ben)))).toBe('added');
    // Eve signs and says that she is Ben.
    expect(await verdict(await signedRecord(eve, fields(ben)))).toBe('bad-signature');
    const early = fields(ben, { 3: 2, 4: [opIdToBytes(space.genesis.id)] });
    expect(await verdict(await signedRecord(ben, early))).toBe('unknown-author');
  });

  it('signed every bit of it, under this purpose', async () => {
    const [amina] = people();
    space = await Community.foundedBy(amina);
    const signed = encodePlain(fields(amina));
    const signature = await sign(amina.keys.sign, 'cairn/1/op', signed);
    const flipped = signature.map((byte, i) => (i === 9 ? byte ^ 4 : byte));
    expect(await verdict(encodePlain([signed, flipped]))).toBe('bad-signature');
    const elsewhere = await sign(amina.keys.sign, 'cairn/1/env', signed);
    expect(await verdict(encodePlain([signed, elsewhere]))).toBe('bad-signature');
    expect(await verdict(encodePlain([signed, signature]))).toBe('added');
  });

  it('of another space is not heard', async () => {
    const [amina] = people();
    space = await Community.foundedBy(amina);
    const elsewhere = await signedRecord(amina, fields(amina, { 1: new Uint8Array(16).fill(1) }));
    expect(await verdict(elsewhere)).toBe('wrong-space');
  });
});

describe('[L5] a device', () => {
  it('enters once: nothing admits it again on top of that', async () => {
    const [amina, ben] = people();
    space = await Community.foundedBy(amina);
    const again = await space.invites(amina, null);
    await space.welcomes(ben);
    const ledger = await space.ledger();
    const second = await space.admits(amina, again, ben);
    expect(await ledger.add(second.record)).toEqual({ ok: false, error: 'device-known' });
    const founder = await space.admits(amina, again, amina, { after: [space.genesis] });
    expect(await ledger.add(founder.record)).toEqual({ ok: false, error: 'device-known' });
  });
});

describe('[L8] keys that must never be used', () => {
  it('enter no ledger, neither as a device nor as an invitation', async () => {
    const [amina, , eve] = people();
    space = await Community.foundedBy(amina);
    const bad = new Uint8Array(32);
    const invite = [new Uint8Array(16), bad, null, 3, 2_000_000_000, 1];
    expect(await verdict(await space.doesRaw(amina, 1, invite))).toBe('malformed');
    const device: Plain = [1, bad, eve.keys.agreementKey];
    const proofs = [new Uint8Array(64), new Uint8Array(64)];
    const admit = [new Uint8Array(16), null, 3, device, null, ...proofs];
    expect(await verdict(await space.doesRaw(amina, 3, admit))).toBe('malformed');
  });
});

describe('[L11] what is kept', () => {
  it('is there after a restart, and a failed write leaves nothing behind', async () => {
    const [amina, ben] = people();
    space = await Community.foundedBy(amina);
    await space.welcomes(ben);
    const storage = new MemoryStorage();
    const ledger = await Ledger.load(storage, space.spaceId);
    for (const { record } of space.operations) await ledger.add(record);
    expect(stateOf(await Ledger.load(storage, space.spaceId))).toEqual(stateOf(ledger));
    const next = await space.addOrganisation(amina);
    await storage.close();
    await expect(ledger.add(next.record)).rejects.toThrow('storage closed');
    expect(ledger.has(next.id)).toBe(false);
    expect(ledger.heads).not.toContain(next.id);
  });
});
