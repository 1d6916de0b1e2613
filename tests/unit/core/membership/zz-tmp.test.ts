import { it, expect } from 'vitest';
import { randomLedger, reference } from '../../../support/random-ledger.ts';
import { FactBook, isKind, inOrder } from '../../../support/reference-facts.ts';
import { entering, named } from '../../../support/random-acts.ts';

it('stats', () => {
  const N = 400;
  let gen = 0, ref = 0, facts = 0, counted = 0, members = 0, max = 0;
  const kinds = new Map<string, [number, number]>();
  for (let seed = 0; seed < N; seed++) {
    const length = 25 + (seed % 36);
    let t = performance.now();
    const ledger = randomLedger(seed, length);
    gen += performance.now() - t;
    t = performance.now();
    const out = reference(ledger.facts);
    const dt = performance.now() - t; ref += dt; max = Math.max(max, dt);
    facts += ledger.facts.length; counted += out.counted.size; members += out.members.length;
    for (const f of ledger.facts) {
      const k = kinds.get(f.act.kind) ?? [0, 0]; k[0]++; if (out.counted.has(f.id)) k[1]++; kinds.set(f.act.kind, k);
    }
    // structure
    const book = new FactBook(ledger.facts);
    const ids = new Set(ledger.facts.map(f => f.id));
    expect(ids.size).toBe(ledger.facts.length);
    for (const f of ledger.facts) {
      const past = ledger.facts.filter(o => book.past(f.id).has(o.id));
      for (const p of f.parents) for (const q of f.parents) expect(book.past(p).has(q)).toBe(false);
      if (f.act.kind !== 'found') {
        expect(f.parents.length).toBeGreaterThan(0); expect(f.parents.length).toBeLessThan(17);
        expect(past.flatMap(named)).toContain(f.device);
        expect(f.lamport).toBe(1 + Math.max(...past.map(p => p.lamport)));
      }
      for (const d of entering(f)) expect(past.flatMap(entering)).not.toContain(d);
      const op = ledger.placed.find(o => o.id === f.id)!;
      for (const o of ledger.placed) expect(op.past.has(o.arrival)).toBe(book.past(f.id).has(o.id));
    }
    expect(out.members.filter(m => m.role === 'admin' && (out.recoveries.has(m.id) || [...out.devices.values()].includes(m.id))).length, `seed ${seed}`).toBeGreaterThan(0);
  }
  console.log({ gen: gen / N, ref: ref / N, max, facts: facts / N, counted: counted / N, members: members / N });
  console.log(kinds);
}, 600000);
