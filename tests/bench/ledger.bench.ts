import { Ledger } from '#lib/core/membership/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { Community, newPerson } from '../support/community.ts';
import { Site } from '../support/site.ts';
import { measure, report, tell } from './figures.ts';
import { hostileRecords } from './ledger/hostile-records.ts';
import { join, longCommunity } from './ledger/joining.ts';
import { LocalfirstAuth } from './ledger/localfirst-auth.ts';
import { planCommunity } from './ledger/plan.ts';
import { tasksWhileRemoving } from './ledger/removal-tasks.ts';
import { contestedLedger, ledgerOf, resolveLast, resolveWhole } from './ledger/resolving.ts';
import { communityOf, removeAndRotate } from './ledger/rotating.ts';
import { options } from './options.ts';
import { median } from './statistics.ts';
import { inRounds, inTurns } from './turns.ts';

/** Operations in the ledger that is resolved. */
const n = options.n ?? 2_000;
const comparedOperations = 500;
const devicesLeft = 250;
const joinedOperations = 500;
const { peer: name } = LocalfirstAuth;

// Its graph is walked by recursion and does not get through two thousand links: the smaller ledger
// is there to compare with.
for (const [size, suffix] of [
  [n, ''],
  [comparedOperations, `_at_${comparedOperations}`]
] as const) {
  const [full, incremental] = [`resolve_full_ms${suffix}`, `resolve_incremental_ms${suffix}`];
  measure([full, incremental], async () => {
    const acts = planCommunity(size, Math.max(4, Math.floor(size / 10)));
    const placed = ledgerOf(acts, options.seed);
    const { state } = resolveWhole(placed);
    tell(`ours: ${placed.length} operations, ${state.members.size} members`);
    const theirs = LocalfirstAuth.of(acts, size);
    await theirs.then(
      (peer) => tell(`${name}: ${JSON.stringify(peer.size)}`),
      (failure: unknown) => tell(`${name}: ${String(failure)}`)
    );
    await compare(
      full,
      size,
      () => resolveWhole(placed).ms,
      async () => (await theirs).resolveWhole()
    );
    await compare(
      incremental,
      size,
      () => resolveLast(placed),
      async () => (await theirs).resolveLast()
    );
  });
}

async function compare(
  figure: string,
  size: number,
  own: () => number,
  other: () => Promise<number>
) {
  const turns = await inTurns(async () => own(), other);
  const peer =
    typeof turns.theirs === 'string'
      ? { name, value: null, note: turns.theirs }
      : { name, value: median(turns.theirs) };
  report(figure, { value: median(turns.ours), unit: 'ms', n: size, peer });
}

measure(['resolve_contested_ms'], async () => {
  const placed = contestedLedger(n, Math.max(4, Math.floor(n / 10)), options.seed);
  const { resolution } = resolveWhole(placed);
  tell(`${resolution.settled.length} removals and demotions, most of them contested`);
  const rounds = await inRounds(async () => resolveWhole(placed).ms);
  report('resolve_contested_ms', { value: median(rounds), unit: 'ms', n: placed.length });
});

measure(['rotate_250_ms'], async () => {
  const community = await communityOf(devicesLeft);
  const rounds = await inRounds(() => removeAndRotate(community, devicesLeft));
  report('rotate_250_ms', { value: median(rounds), unit: 'ms', n: devicesLeft });
});

measure(['join_500_ms'], async () => {
  const community = await longCommunity(joinedOperations);
  const rounds = await inRounds(() => join(community));
  report('join_500_ms', { value: median(rounds), unit: 'ms', n: community.size() });
});

measure(['refuse_ms'], async () => {
  const space = await Community.foundedBy(await newPerson('Amina'));
  const [reader, stranger] = [await newPerson('Rio'), await newPerson('Eve')];
  await space.welcomes(reader, 'reader');
  while (space.operations.length < joinedOperations) await space.addOrganisation(space.founder);
  const rounds = await inRounds(async () => {
    const ledger = await Ledger.load(new MemoryStorage(), space.spaceId);
    for (const { record } of space.operations) await ledger.add(record);
    const before = JSON.stringify([...ledger.state.members]);
    const taken = new Map<string, number>();
    for (const { name: input, record, refusal } of await hostileRecords(space, {
      reader,
      stranger
    })) {
      const start = performance.now();
      const added = await ledger.add(record);
      const after = [...ledger.state.members];
      taken.set(input, performance.now() - start);
      const said = added.ok ? null : added.error;
      if (said !== refusal) throw new Error(`${input}: the ledger says ${said ?? 'yes'}`);
      if (JSON.stringify(after) !== before) throw new Error(`${input} changed something`);
    }
    return Object.fromEntries(taken);
  });
  const inputs = Object.keys(rounds[0] ?? {});
  const medians = inputs.map((input) => median(rounds.map((round) => round[input] ?? Infinity)));
  const size = space.operations.length;
  report('refuse_ms', { value: Math.max(...medians), unit: 'ms', n: size });
  for (const [i, input] of inputs.entries()) {
    report(`refuse_ms_${input}`, { value: medians[i] ?? Infinity, unit: 'ms', n: size });
  }
});

measure(['removal_long_tasks'], async () => {
  const site = await Site.open();
  try {
    const rounds = await inRounds(() => tasksWhileRemoving(site), 3);
    report('removal_long_tasks', {
      value: Math.max(...rounds.map((tasks) => tasks.length)),
      unit: 'tasks',
      n: rounds.length
    });
  } finally {
    await site.close();
  }
});
