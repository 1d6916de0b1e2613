import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePlain, idFromBytes, type Plain, toHex } from '#lib/core/base/index.ts';
import {
  decodeMessage,
  encodeMessage,
  type JoinRequest,
  type Message
} from '#lib/core/sync/wire.ts';

const bytes = (min: number, max = min) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((value) => Uint8Array.from(value));
const id = bytes(16).map(idFromBytes);
const opId = bytes(32).map(toHex);
const name = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.normalize('NFC'));
const position = fc.record({ deviceId: id, seq: fc.maxSafeNat(), hash16: bytes(16) });

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    type: fc.constant('heads' as const),
    ledger: fc.array(opId, { maxLength: 4 }),
    logs: bytes(32)
  }),
  fc.record({
    type: fc.constant('want-operations' as const),
    have: fc.array(opId, { maxLength: 4 })
  }),
  fc.record({
    type: fc.constant('operations' as const),
    records: fc.array(bytes(1, 90), { maxLength: 4 })
  }),
  fc.record({
    type: fc.constant('logs' as const),
    positions: fc.array(position, { maxLength: 4 })
  }),
  fc.record({
    type: fc.constant('want' as const),
    ranges: fc.array(fc.record({ deviceId: id, from: fc.maxSafeNat() }), { maxLength: 4 })
  }),
  fc.record({
    type: fc.constant('envelopes' as const),
    envelopes: fc.array(bytes(1, 90), { maxLength: 4 })
  }),
  fc.record({ type: fc.constant('credit' as const), bytes: fc.nat(2 ** 31) }),
  fc.record({
    type: fc.constant('receipts' as const),
    records: fc.array(bytes(1, 90), { maxLength: 4 })
  }),
  fc.record({
    type: fc.constant('presence' as const),
    counter: fc.maxSafeNat(),
    state: bytes(0, 40)
  }),
  fc.record({
    type: fc.constant('lacking' as const),
    epochIds: fc.array(bytes(16).map(idFromBytes), { minLength: 1, maxLength: 3 })
  }),
  fc.record({
    type: fc.constant('offer' as const),
    offer: fc.record({
      kind: fc.constantFrom('community' as const, 'sub-group' as const, 'investigation' as const),
      ...{
        community: name,
        inviterName: name,
        inviterOrganisation: name,
        answeredBy: name,
        organisation: name
      },
      ...{ documents: fc.nat(), organisations: fc.array(name, { maxLength: 3 }) }
    })
  }),
  fc.record({
    type: fc.constant('join' as const),
    request: fc.record({
      device: fc.tuple(fc.constant(1), bytes(32), bytes(32)),
      ...{ proof: bytes(64), possession: bytes(64), name, organisation: name }
    })
  }),
  fc.constant({ type: 'admitted' as const }),
  fc.record({
    type: fc.constant('refused' as const),
    reason: fc.constantFrom(
      'used' as const,
      'expired' as const,
      'not-entitled' as const,
      'not-proved' as const
    )
  }),
  fc.record({ type: fc.constant('commitment' as const), hash: bytes(32) }),
  fc.record({ type: fc.constant('nonce' as const), nonce: bytes(16) }),
  fc.record({
    type: fc.constant('invitations' as const),
    invitations: fc.array(fc.record({ inviteId: id, meeting: bytes(32), organisation: name }), {
      minLength: 1,
      maxLength: 3
    })
  })
);

describe('[X1] what devices say to each other', () => {
  it('is read as it was said', () => {
    fc.assert(
      fc.property(message, (said) => {
        expect(decodeMessage(encodeMessage(said))).toEqual(said);
      }),
      { numRuns: 150 }
    );
  });

  it('and nothing else is read at all', () => {
    const odd = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      message.chain((said) => {
        const whole = encodeMessage(said);
        return fc.nat(whole.length - 1).map((at) => whole.slice(0, at));
      })
    );
    fc.assert(
      fc.property(odd, (noise) => {
        const read = decodeMessage(Uint8Array.from(noise));
        if (read) expect(encodeMessage(read)).toEqual(Uint8Array.from(noise));
      }),
      { numRuns: 200 }
    );
  });

  const hash = new Uint8Array(32);
  it.each<[string, Plain]>([
    ['a number that no message has', [9]],
    ['another that no message has', [23]],
    ['no list', 3],
    ['an empty list', []],
    ['one part too many', [18, 0]],
    ['65 heads of the ledger', [0, Array.from({ length: 65 }, () => hash), hash]],
    ['a hash of another length', [0, [new Uint8Array(31)], hash]],
    ['an empty record', [2, [new Uint8Array(0)]]],
    ['a record larger than any', [5, [new Uint8Array(1_300_001)]]],
    ['credit beyond four gigabytes', [6, 2 ** 32]],
    ['presence beyond two kilobytes', [8, 1, new Uint8Array(2_049)]],
    ['a name beyond 200 letters', [16, 0, 'x'.repeat(201), '', '', '', '', 0, []]],
    ['65 organisations', [16, 0, '', '', '', '', '', 0, Array.from({ length: 65 }, () => 'x')]],
    [
      'a proof of another length',
      [17, [1, hash, hash], new Uint8Array(63), new Uint8Array(64), 'a', 'b']
    ],
    ['a reason that nobody knows', [19, 9]],
    ['a commitment of another length', [20, new Uint8Array(31)]],
    ['a nonce of another length', [21, new Uint8Array(17)]]
  ])('%s is nothing an honest device would say', (_, value) => {
    expect(decodeMessage(encodePlain(value))).toBeUndefined();
  });
});

describe('[J4] an offer', () => {
  it('can be read, however many organisations there are and whatever people call themselves', () => {
    const long = 'Ospedale è '.repeat(40).normalize('NFD');
    const organisations = Array.from({ length: 65 }, (_, number) => `${number} ${long}`);
    const names = {
      community: long,
      inviterName: long,
      inviterOrganisation: long,
      answeredBy: long
    };
    const kind = 'community' as const;
    const offer = { kind, ...names, organisation: long, documents: 3, organisations };
    const read = decodeMessage(encodeMessage({ type: 'offer', offer }));
    if (read?.type !== 'offer') throw new Error('no offer');
    expect(read.offer.organisations).toHaveLength(64);
    expect(read.offer.community).toBe(long.normalize('NFC').slice(0, 200));
  });

  it('and a request to join, too', () => {
    const device: JoinRequest['device'] = [1, new Uint8Array(32), new Uint8Array(32)];
    const [proof, name] = [new Uint8Array(64), 'n'.repeat(300)];
    const request = { device, proof, possession: proof, name, organisation: name };
    const read = decodeMessage(encodeMessage({ type: 'join', request }));
    expect(read).toMatchObject({ request: { name: 'n'.repeat(200) } });
  });
});
