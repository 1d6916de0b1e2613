import { beforeEach, describe, expect, it } from 'vitest';
import { idFromBytes, systemRandom, toHex } from '#lib/core/base/index.ts';
import { hashId } from '#lib/core/crypto/index.ts';
import {
  type EpochKey,
  type Ledger,
  newEpoch,
  openEpochs,
  sendingEpoch,
  wrapFor
} from '#lib/core/membership/index.ts';
import { Community, newPerson, noon, type Person } from '../../../support/community.ts';

let space: Community;
let ledger: Ledger;
let amina: Person;
let ben: Person;
let eve: Person;
let first: EpochKey;
/** Whose keys whoever seals holds: all that there are. */
const held = new Map<string, EpochKey>();

/** Amina’s community with Ben, an editor, and Eve, a reader; the first epoch was for Amina alone. */
beforeEach(async () => {
  [amina, ben, eve] = (await Promise.all(['Amina', 'Ben', 'Eve'].map(newPerson))) as [
    Person,
    Person,
    Person
  ];
  space = await Community.foundedBy(amina);
  first = await beginsEpoch(amina);
  await space.welcomes(ben, 'editor');
  await space.welcomes(eve, 'reader');
  ledger = await space.ledger();
});

async function beginsEpoch(author: Person, earlier: EpochKey[] = []): Promise<EpochKey> {
  const { state } = await space.ledger();
  const { body, epoch } = await newEpoch(space.spaceId, state, earlier, systemRandom);
  await space.does(author, body);
  held.set(epoch.epochId, epoch);
  return epoch;
}

async function rewraps(author: Person, epoch: EpochKey, people: Person[]): Promise<void> {
  const wraps = await wrapFor(
    space.spaceId,
    epoch,
    people.map(({ keys }) => keys)
  );
  await space.does(author, { kind: 'rewrap', epochId: epoch.epochId, wraps });
}

const keysOf = async (person: Person) =>
  (await openEpochs(space.spaceId, (await space.ledger()).state, person.keys)).map(({ key }) =>
    toHex(key)
  );

describe('[W1] a content key', () => {
  it('is named by its own hash and opened by its recipients', async () => {
    const id = idFromBytes(await hashId('cairn/1/epoch', space.spaceId, first.key));
    expect(first.epochId).toBe(id);
    expect(await keysOf(amina)).toEqual([toHex(first.key)]);
    expect(await keysOf(ben)).toEqual([]);
  });

  it('that is not the one it is named for opens for nobody', async () => {
    const wraps = await wrapFor(
      space.spaceId,
      { epochId: first.epochId, key: new Uint8Array(32) },
      [amina.keys, ben.keys, eve.keys]
    );
    const epochId = idFromBytes(systemRandom.bytes(16));
    const forged = await wrapFor(space.spaceId, { epochId, key: new Uint8Array(32) }, [
      ...[amina.keys, ben.keys, eve.keys]
    ]);
    await space.does(amina, {
      kind: 'epoch',
      epochId,
      wraps: forged,
      previousKeys: new Uint8Array(0)
    });
    await space.does(amina, { kind: 'rewrap', epochId: first.epochId, wraps });
    expect((await space.ledger()).state.epochs.length).toBe(2);
    expect(await keysOf(ben)).toEqual([]);
  });
});

describe('[W2] a new epoch', () => {
  it('is for exactly the devices that are active where it is signed', async () => {
    const epochs = async () => (await space.ledger()).state.epochs.length;
    const { state } = ledger;
    const { body } = await newEpoch(space.spaceId, state, [], systemRandom);
    const all = body.wraps;
    expect(all.map(({ deviceId }) => deviceId).sort()).toEqual([amina.id, ben.id, eve.id].sort());
    const [one, two] = all;
    if (!one || !two) throw new Error('three wraps expected');
    const stranger = await newPerson('Stranger');
    const extra = await wrapFor(space.spaceId, first, [stranger.keys]);
    for (const wraps of [all.slice(1), [...all, ...extra], [...all, one], [one, two, two], []]) {
      await space.does(amina, { ...body, wraps });
      expect(await epochs()).toBe(1);
    }
    await space.does(amina, body);
    expect(await epochs()).toBe(2);
  });

  it('is begun by an editor and not by a reader', async () => {
    await beginsEpoch(eve);
    expect((await space.ledger()).state.epochs.length).toBe(1);
    await beginsEpoch(ben);
    expect((await space.ledger()).state.epochs.length).toBe(2);
  });

  it('carries the keys before it, so that one wrap opens the whole history', async () => {
    const second = await beginsEpoch(amina, [first]);
    const third = await beginsEpoch(amina, [first, second]);
    expect((await keysOf(ben)).sort()).toEqual(
      [first, second, third].map((e) => toHex(e.key)).sort()
    );
    expect(await keysOf(await newPerson('Stranger'))).toEqual([]);
  });
});

describe('[W3] a wrap for who lacks one', () => {
  it('may come from any active device, and opens', async () => {
    await rewraps(amina, first, [ben]);
    await rewraps(ben, first, [eve]);
    expect(await keysOf(ben)).toEqual([toHex(first.key)]);
    expect(await keysOf(eve)).toEqual([toHex(first.key)]);
  });

  it('takes no place that is taken', async () => {
    await rewraps(amina, first, [ben]);
    await rewraps(eve, { epochId: first.epochId, key: new Uint8Array(32) }, [ben]);
    expect(await keysOf(ben)).toEqual([toHex(first.key)]);
  });

  it('names active devices only: nobody can make an epoch unfit by naming a stranger', async () => {
    await rewraps(eve, first, [await newPerson('Stranger')]);
    const { state } = await space.ledger();
    expect(sendingEpoch(state, held)?.epochId).toBe(first.epochId);
    expect([...(state.epochs[0]?.wraps.keys() ?? [])]).toEqual([amina.id]);
    await rewraps(eve, first, [ben, await newPerson('Stranger')]);
    expect([...((await space.ledger()).state.epochs[0]?.wraps.keys() ?? [])]).toEqual([amina.id]);
  });

  it('from a stranger, or for an epoch nobody knows, changes nothing', async () => {
    const other = { epochId: idFromBytes(systemRandom.bytes(16)), key: first.key };
    await rewraps(amina, other, [ben]);
    const { epochs } = (await space.ledger()).state;
    expect(epochs.map(({ epochId }) => epochId)).toEqual([first.epochId]);
  });
});

describe('[W4] the epoch to seal under', () => {
  it('is the last whose recipients are all active', async () => {
    expect(sendingEpoch(ledger.state, held)?.epochId).toBe(first.epochId);
    const second = await beginsEpoch(amina, [first]);
    expect(sendingEpoch((await space.ledger()).state, held)?.epochId).toBe(second.epochId);
  });

  it('is none that opens for nobody: whoever signs rubbish keeps nobody from writing', async () => {
    const { body } = await newEpoch(space.spaceId, ledger.state, [first], systemRandom);
    await space.does(ben, { ...body, epochId: idFromBytes(systemRandom.bytes(16)) });
    const { state } = await space.ledger();
    expect(state.epochs.length).toBe(2);
    expect(sendingEpoch(state, held)?.epochId).toBe(first.epochId);
  });

  it('is no older for being signed again, and no cleaner', async () => {
    const second = await beginsEpoch(amina, [first]);
    const third = await newPerson('Third');
    await space.welcomes(third);
    const { state } = await space.ledger();
    const { body } = await newEpoch(space.spaceId, state, [], systemRandom);
    await space.does(ben, { ...body, epochId: first.epochId });
    expect(sendingEpoch((await space.ledger()).state, held)?.epochId).toBe(second.epochId);
  });

  it('is not one that a device which lost its place could open', async () => {
    const cleo = await newPerson('Cleo');
    await space.welcomes(cleo, 'admin');
    const invitation = await space.invites(amina, null);
    const [winner, loser] = await Promise.all([newPerson('Winner'), newPerson('Loser')]);
    const after = space.heads;
    await space.admits(amina, invitation, winner, { after });
    const lost = await space.admits(cleo, invitation, loser, { after });
    const seen = await space.ledger(space.operations.filter((op) => !op.parents.includes(lost.id)));
    const view = seen.stateAt([lost.id]);
    if (!view) throw new Error('no view');
    expect(view.devices.has(loser.id)).toBe(true);
    const { body, epoch } = await newEpoch(space.spaceId, view, [first], systemRandom);
    held.set(epoch.epochId, epoch);
    await space.does(cleo, body, { after: [lost], at: noon });
    const { state } = await space.ledger();
    expect(state.epochs.length).toBe(2);
    expect(state.devices.has(loser.id)).toBe(false);
    expect(sendingEpoch(state, held)?.epochId).toBe(first.epochId);
  });
});
