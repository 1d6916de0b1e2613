import { Site } from '../support/site.ts';
import { BenchPages } from './bench-pages.ts';
import { measure, type Peer, report, tell } from './figures.ts';
import { typeInLongDocument } from './long-tasks.ts';
import { options } from './options.ts';
import { openPair, openStockPair, type Pair, typeTogether } from './pairs.ts';
import type { Strokes } from './sight.ts';
import { median, quantile } from './statistics.ts';
import { inTurns } from './turns.ts';

/** Keys of each person at each rate in each round. */
const keys = options.n ?? 40;
const rates = [3, 8] as const;
const peerName = 'y-webrtc 10.3.0';

/** Delays of one round in milliseconds, all letters of both people at one rate. */
interface Delays {
  seen: number[];
  own: number[];
}
type Round = { rate: number; delays: Delays }[];

measure(
  [
    'keystroke_median_ms',
    'keystroke_p95_ms',
    'sealed_median_ms',
    ...rates.flatMap((rate) => [`keystroke_median_ms_at_${rate}`, `keystroke_p95_ms_at_${rate}`])
  ],
  async () => {
    const site = await Site.open();
    const pages = await BenchPages.open('stock-typing');
    const ours = await openPair(site);
    const theirs = await openStockPair(pages);
    try {
      const turns = await inTurns(
        (round) => typeAtBothRates(ours, round),
        (round) => typeAtBothRates(theirs, round),
        { summary: summarise }
      );
      reportAll(turns.ours, turns.theirs);
    } finally {
      for (const person of [...ours.people, ...theirs.people]) await person.leave();
      await pages.close();
      await site.close();
    }
  }
);

measure(['long_tasks'], async () => {
  const site = await Site.open();
  try {
    const rounds = await typeInLongDocument(site, keys, 5);
    for (const found of rounds) tell(`long tasks, ms: ${JSON.stringify(found.map(Math.round))}`);
    const value = median(rounds.map((found) => found.length));
    report('long_tasks', { value, unit: 'tasks', n: keys * rounds.length });
  } finally {
    await site.close();
  }
});

async function typeAtBothRates(pair: Pair, round: number): Promise<Round> {
  const measured: Round = [];
  for (const rate of rates) {
    const seed = options.seed * 1_000 + round * 10 + rate;
    measured.push({ rate, delays: delaysOf(await typeTogether(pair, { keys, rate, seed })) });
  }
  return measured;
}

function delaysOf(strokes: readonly Strokes[]): Delays {
  const since = (pick: 'seen' | 'own') =>
    strokes.flatMap((one) => one[pick].map((at, index) => at - (one.struck[index] ?? NaN)));
  return { seen: since('seen'), own: since('own') };
}

/** The named figures take both rates together; beside them each rate alone. */
function reportAll(ours: readonly Round[], theirs: readonly Round[] | string): void {
  const n = ours.length * keys * rates.length * 2;
  const put = (name: string, value: (round: Round) => number, of = n, isCompared = true) =>
    report(name, {
      value: median(ours.map(value)),
      unit: 'ms',
      n: of,
      ...(isCompared && { peer: peerOf(theirs, value) })
    });
  put('keystroke_median_ms', (round) => median(delaysIn(round, 'seen')));
  put('keystroke_p95_ms', (round) => quantile(delaysIn(round, 'seen'), 0.95));
  put('sealed_median_ms', (round) => median(delaysIn(round, 'own')), n, false);
  for (const rate of rates) {
    const half = n / rates.length;
    const at = (round: Round) => delaysIn(round, 'seen', rate);
    put(`keystroke_median_ms_at_${rate}`, (round) => median(at(round)), half);
    put(`keystroke_p95_ms_at_${rate}`, (round) => quantile(at(round), 0.95), half);
  }
}

function peerOf(rounds: readonly Round[] | string, value: (round: Round) => number): Peer {
  return typeof rounds === 'string'
    ? { name: peerName, value: null, note: rounds }
    : { name: peerName, value: median(rounds.map(value)) };
}

const delaysIn = (round: Round, pick: keyof Delays, rate?: number) =>
  round
    .filter((one) => rate === undefined || one.rate === rate)
    .flatMap(({ delays }) => delays[pick]);

const summarise = (round: Round) =>
  round.map(({ rate, delays }) => {
    const [seen, own] = [Math.round(median(delays.seen)), Math.round(median(delays.own))];
    return `${rate} keys/s: seen after ${seen} ms, own after ${own} ms`;
  });
