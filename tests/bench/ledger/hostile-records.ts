import {
  type Bytes,
  concatBytes,
  encodePlain,
  type Plain,
  systemRandom
} from '#lib/core/base/index.ts';
import { sign } from '#lib/core/crypto/index.ts';
import { opIdToBytes } from '#lib/core/membership/index.ts';
import { type Community, noon, type Person, signedRecord } from '../../support/community.ts';

export interface HostileRecord {
  name: string;
  record: Bytes;
  /** What a ledger says to it; null: kept as said, and worth nothing. */
  refusal: string | null;
}

/** What a bad hand might send as an operation on top of everything, and what it must be told. */
export async function hostileRecords(
  space: Community,
  people: { reader: Person; stranger: Person }
): Promise<HostileRecord[]> {
  const { founder } = space;
  const { reader, stranger } = people;
  const [head] = space.heads;
  if (!head) throw new Error('nothing happened');
  const fields = (author: Person, changes: Partial<Record<number, Plain>> = {}): Plain[] => {
    const all: Plain[] = [
      ...[1, space.spaceId, 13, head.lamport + 1, [opIdToBytes(head.id)]],
      ...[author.keys.deviceId, noon, [systemRandom.bytes(16)]]
    ];
    return all.map((field, i) => changes[i] ?? field);
  };
  const signed = encodePlain(fields(founder));
  const signature = await sign(founder.keys.sign, 'cairn/1/op', signed);
  const honest = encodePlain([signed, signature]);
  const smallOrder = new Uint8Array(32);
  const invite = [new Uint8Array(16), smallOrder, null, 3, 2_000_000_000, 1];
  // An array of two whose length is written in two bytes where one would do.
  const longForm = concatBytes(Uint8Array.of(0x98, 2), honest.slice(1));
  const bomb = concatBytes(Uint8Array.of(0x82, 0x5a, 0x7f, 0xff, 0xff, 0xff), honest);
  const large = fields(founder, { 2: 200, 7: [new Uint8Array(65_536)] });
  const odd = (name: string, record: Bytes, refusal: string | null = 'malformed') => ({
    name,
    record,
    refusal
  });
  return [
    odd('flipped_bit', flipped(honest, honest.length - 9), 'bad-signature'),
    odd('forged_author', await signedRecord(stranger, fields(founder)), 'bad-signature'),
    odd('stranger', await signedRecord(stranger, fields(stranger)), 'unknown-author'),
    odd(
      'other_space',
      await signedRecord(founder, fields(founder, { 1: systemRandom.bytes(16) })),
      'wrong-space'
    ),
    odd('readers_operation', await signedRecord(reader, fields(reader)), null),
    odd('small_order_key', await signedRecord(founder, fields(founder, { 2: 1, 7: invite }))),
    odd('non_canonical_cbor', longForm),
    odd('rest_after_the_end', concatBytes(honest, Uint8Array.of(0))),
    odd('deep_nesting', new Uint8Array(20_000).fill(0x81)),
    odd('length_lie', bomb),
    odd('map', Uint8Array.of(0xa1, 0x01, 0x02)),
    odd('oversize', await signedRecord(founder, large)),
    odd('noise', systemRandom.bytes(65_536)),
    odd('wrong_lamport', await signedRecord(founder, fields(founder, { 3: 2 ** 40 })), 'bad-links'),
    odd(
      'unknown_parent',
      await signedRecord(founder, fields(founder, { 4: [systemRandom.bytes(32)] })),
      'missing-parents'
    )
  ];
}

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 4;
  return copy;
}
