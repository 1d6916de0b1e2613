import { Dice } from '../support/dice.ts';
import { lettersToType } from './typist.ts';

/** What the writer is doing when the power goes. */
const moments = ['in the middle of typing', 'in a pause', 'after leaving the window'] as const;

export interface Kill {
  moment: (typeof moments)[number];
  text: string;
  /** Keys a second. */
  rate: number;
  /** Letters that are typed before the clock of the kill starts. */
  keys: number;
  /** From the last of them to the kill. */
  delayMs: number;
}

/**
 * The same seed gives the same kills: a third of them within 150 ms of a key with the next ones
 * following, a third in a pause, when the page has just said that all is saved, and a third while
 * what was written is sealed, for leaving the window seals it.
 */
export function planKills(count: number, seed: number): Kill[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, (_, index) => {
    const moment = moments[index % moments.length] ?? moments[0];
    return {
      moment,
      text: lettersToType(60, seed * 1_000 + index).trimEnd(),
      rate: dice.between(3, 12),
      keys: dice.between(4, 24),
      delayMs: moment === 'in a pause' ? dice.between(20, 1_500) : dice.between(0, 150)
    };
  });
}
