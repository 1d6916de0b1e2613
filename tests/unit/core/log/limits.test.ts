import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idFromBytes, toHex } from '#lib/core/base/index.ts';
import type { LogEntry } from '#lib/core/log/index.ts';
import type { Cut, KnownBody } from '#lib/core/membership/index.ts';
import type { Operation } from '#lib/core/membership/operation.ts';
import { memberOf, noon } from '../../../support/community.ts';
import { LogBench, type LogDevice } from '../../../support/log-bench.ts';
import { seeded } from '../../../support/random-history.ts';
import {
  referenceAccepted,
  referenceEffective,
  type Sheet
} from '../../../support/reference-acceptance.ts';

/**
 * People with a device each, who write, meet now and then, remove, demote, promote and adopt; and
 * now and then a device is copied, disk and keys, and both go on.
 */
class Circle {
  readonly bench: LogBench;
  readonly devices = new Map<string, LogDevice>();
  readonly sheets = new Map<string, Sheet>();
  readonly #pick: (below: number) => number;
  #copies: number;
  readonly #members = new Map<string, string>();
  #at = noon;

  private constructor(bench: LogBench, seed: number, copies: number) {
    this.bench = bench;
    this.#copies = copies;
    this.#pick = seeded(seed);
  }

  static async of(seed: number, copies = 0): Promise<Circle> {
    const roles = { Amina: 'admin', Bea: 'admin', Cleo: 'editor', Dev: 'editor', Eve: 'editor' };
    const bench = await LogBench.of(roles as Record<string, 'admin' | 'editor'>);
    const circle = new Circle(bench, seed, copies);
    const entries = bench.space.operations.filter(({ body }) =>
      ['genesis', 'admit'].includes(body.kind)
    );
    for (const [i, name] of Object.keys(roles).entries()) {
      circle.devices.set(name, await bench.device(name));
      circle.#members.set(name, memberOf(entries[i] as Operation));
    }
    return circle;
  }

  async step(): Promise<void> {
    const [author, other] = [this.#device(), this.#device()];
    const kind = this.#pick(10);
    if (this.#copies > 0 && this.#pick(12) === 0) await this.#copy(author);
    if (kind < 5) await this.#write(author);
    else if (kind < 8) await this.meet(author, other, this.#pick(3));
    else await this.#govern(this.#pick(2) === 0 ? 'Amina' : 'Bea');
  }

  /** Both copies write, each meets somebody else, and these write as well. */
  async #copy(device: LogDevice): Promise<void> {
    const copy = await device.copied();
    this.devices.set(`${device.person.name} ${this.#copies--}`, copy);
    for (const one of [device, copy]) {
      const reader = this.#device();
      for (let n = 0; n < 3; n++) await this.#write(one);
      await this.meet(one, reader, 1);
      await this.#write(reader);
    }
  }

  async meetAll(): Promise<void> {
    const all = [...this.devices.values()];
    for (let round = 0; round < 3; round++) {
      for (const from of all) for (const to of all) if (from !== to) await this.meet(from, to, 2);
    }
  }

  /** `how` 0: the ledger alone; 1: entries as far as they go; 2: both. */
  async meet(from: LogDevice, to: LogDevice, how: number): Promise<void> {
    if (how !== 1) {
      for (const { record } of from.ledger.operationsAfter(to.ledger.heads)) {
        await to.ledger.add(record);
      }
      await to.log.settle();
    }
    if (how !== 0) await to.hears(...(await from.everything()));
  }

  async #write(device: LogDevice): Promise<void> {
    const docId = idFromBytes(new Uint8Array(16).fill(this.#pick(3)));
    const earlier = [...this.counting(device)];
    const slot = 1 + this.#pick(2);
    const entry = await device.writes({ docId, slot, at: this.#at++ }).catch(() => null);
    if (!entry) return;
    const past = new Set(earlier);
    for (const id of earlier) for (const older of this.sheets.get(id)?.past ?? []) past.add(older);
    const { deviceId, seq, meta } = entry;
    const before = toHex(entry.bytes.slice(48, 80));
    const chain = this.sheets.get(`${deviceId} ${seq - 1} ${before}`)?.chain ?? [];
    for (const id of chain) past.add(id);
    this.sheets.set(idOf(entry), {
      ...{ id: idOf(entry), device: deviceId, seq, domain: 'writing' },
      ...{ place: `${docId} ${slot}`, view: meta.ledgerHeads, past },
      chain: [...chain, idOf(entry)]
    });
  }

  async #govern(name: string): Promise<void> {
    const device = this.devices.get(name);
    const victim = [...this.#members.keys()][this.#pick(this.#members.size)] ?? '';
    if (!device || victim === name) return;
    const [memberId, theirs] = [
      this.#members.get(victim) ?? '',
      this.devices.get(victim)?.person.id
    ];
    const head = device.log.headOf(theirs ?? '');
    const cuts = head && this.#pick(6) > 0 ? [head] : [];
    const bodies: KnownBody[] = [
      { kind: 'remove-member', memberId, cuts, reason: 'unsaid' },
      { kind: 'set-role', memberId, role: 'reader', cuts },
      { kind: 'set-role', memberId, role: 'editor', cuts: [] },
      ...cuts.map((cut) => ({ kind: 'adopt' as const, cut }))
    ];
    const body = bodies[this.#pick(bodies.length)];
    if (body) await device.ledger.append(body, device.person.keys, this.#at++);
    await device.log.settle();
  }

  /** What a device's documents show. */
  counting = (device: LogDevice): Set<string> => device.codec.content;

  reference(device: LogDevice): Set<string> {
    const viewOf = (heads: readonly string[]) => {
      const view = device.ledger.viewAt(heads);
      if (!view) throw new Error('an unknown view');
      return view;
    };
    const own = [...this.sheets.values()].filter(({ id }) => device.codec.heard.has(id));
    const here = (id: string, cuts: readonly Cut[]) =>
      cuts
        .map(({ seq, hash }) => `${id} ${seq} ${toHex(hash)}`)
        .filter((name) => device.codec.heard.has(name));
    const accepted = referenceAccepted(own, device.ledger.heads, {
      hasPower: (view, id) =>
        ['editor', 'steward', 'admin'].includes(viewOf(view).roleOf(id) ?? ''),
      cuts: (view, id) => here(id, viewOf(view).cutsOf(id)),
      adoptions: (view, id) => here(id, viewOf(view).adoptionsOf(id))
    });
    return referenceEffective(own, accepted, (id) =>
      here(id, viewOf(device.ledger.heads).adoptionsOf(id))
    );
  }

  #device(): LogDevice {
    const all = [...this.devices.values()];
    return all[this.#pick(all.length)] as LogDevice;
  }
}

const idOf = ({ deviceId, seq, hash }: LogEntry): string => `${deviceId} ${seq} ${toHex(hash)}`;

const lateOf = ({ log }: LogDevice) =>
  log.late.map(({ deviceId, domain, after, upTo }) => [deviceId, domain, after, upTo]).sort();

describe('[A6] what counts once people are removed, demoted, promoted and let count again', () => {
  it('is what the definition says, on every device, at every moment and in the end alike', async () => {
    let late = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 31), async (seed) => {
        const circle = await Circle.of(seed);
        for (let step = 0; step < 45; step++) await circle.step();
        for (const device of circle.devices.values()) {
          expect(circle.counting(device)).toEqual(circle.reference(device));
        }
        await circle.meetAll();
        const [first, ...others] = circle.devices.values();
        if (!first) throw new Error('nobody is here');
        for (const device of [first, ...others]) {
          expect(circle.counting(device)).toEqual(circle.reference(device));
          expect(circle.counting(device)).toEqual(circle.counting(first));
          expect(lateOf(await device.restarted())).toEqual(lateOf(device));
        }
        late += first.log.late.length;
      }),
      { numRuns: 6, examples: [[1305825555]] }
    );
    expect(late).toBeGreaterThan(5);
  }, 120_000);

  it('[A8] is the same where devices were copied and both copies wrote on', async () => {
    let forked = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 31), async (seed) => {
        const circle = await Circle.of(seed, 2);
        for (let step = 0; step < 30; step++) await circle.step();
        for (const device of circle.devices.values()) {
          expect(circle.counting(device)).toEqual(circle.reference(device));
        }
        await circle.meetAll();
        const [first] = circle.devices.values();
        if (!first) throw new Error('nobody is here');
        for (const device of circle.devices.values()) {
          expect(circle.counting(device)).toEqual(circle.reference(device));
          expect(circle.counting(device)).toEqual(circle.counting(first));
        }
        forked += first.log.forked.length;
      }),
      { numRuns: 4 }
    );
    expect(forked).toBeGreaterThan(1);
  }, 120_000);
});
