import { it } from 'vitest';
import { encodeBody, readBody } from '#lib/core/membership/body.ts';
import { decodePlain } from '#lib/core/base/index.ts';
import { newPerson } from '../../../support/community.ts';
import { readOperation } from '#lib/core/membership/operation.ts';
import { RandomHistory } from '../../../support/random-history.ts';
it('x', async () => {
  const people = await Promise.all(['Amina', 'Ben', 'Cleo', 'Dev', 'Eve', 'Fay', 'Gil', 'Hana'].map(newPerson));
  for (let seed = 0; seed < 200; seed++) {
    const h = await RandomHistory.of(seed, people, 24);
    for (const op of h.operations) { const r = await readOperation(op.record); if (!r.ok) {
      const b = op.body as never; const enc = encodeBody(b);
      console.log(seed, op.body.kind, await readBody(5, enc) !== undefined, JSON.stringify(decodePlain(op.signed), (k, v) => v instanceof Uint8Array ? v.length : v), op.parents.map(p => p.slice(0, 6)), op.lamport); }
  } }
}, 100000);
