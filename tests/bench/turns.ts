import { tell } from './figures.ts';

/** Enough for a median that one bad moment of the machine does not move. */
const usualRounds = 5;

export interface Turns<Ours, Theirs> {
  ours: Ours[];
  /** Why there is nothing to compare with, or all turns of the peer. */
  theirs: Theirs[] | string;
}

/**
 * Measures ours and the peer's in turns, A B A B …, so that both get the same share of whatever
 * else the machine is doing. A peer that fails once is out; ours must not fail.
 */
export async function inTurns<Ours, Theirs>(
  measureOurs: (round: number) => Promise<Ours>,
  measureTheirs: (round: number) => Promise<Theirs>,
  { rounds = usualRounds, summary = (measured: Ours | Theirs): unknown => measured } = {}
): Promise<Turns<Ours, Theirs>> {
  const ours: Ours[] = [];
  const theirs: Theirs[] = [];
  let failure: string | null = null;
  for (let round = 0; round < rounds; round++) {
    const own = await measureOurs(round);
    ours.push(own);
    tell(`round ${round + 1}, ours: ${JSON.stringify(summary(own))}`);
    if (failure !== null) continue;
    try {
      const other = await measureTheirs(round);
      theirs.push(other);
      tell(`round ${round + 1}, peer: ${JSON.stringify(summary(other))}`);
    } catch (error) {
      failure = String(error).split('\n')[0] ?? 'failed';
      tell(`round ${round + 1}, the peer failed: ${failure}`);
    }
  }
  return { ours, theirs: failure ?? theirs };
}

/** Ours alone, as often. */
export async function inRounds<Ours>(
  measureOurs: (round: number) => Promise<Ours>,
  rounds = usualRounds
): Promise<Ours[]> {
  const ours: Ours[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureOurs(round));
    tell(`round ${round + 1}: ${JSON.stringify(ours.at(-1))}`);
  }
  return ours;
}
