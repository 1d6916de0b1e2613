import type { Killed } from './write-until-killed.ts';

export interface Lost {
  /** Characters that the page had called saved. */
  saved: number;
  /** How long before the kill the oldest missing key was struck; 0 when none is missing. */
  typingMs: number;
}

/** Compares what is there after the reopening with what was typed; all is lost from a gap on. */
export function findLost({ before, typed, saved, at }: Killed, after: string): Lost {
  const expected = before + typed.map(({ letter }) => letter).join('');
  if (!expected.startsWith(saved)) throw new Error('the page showed what nobody typed');
  let kept = 0;
  while (kept < expected.length && after[kept] === expected[kept]) kept++;
  const missing = typed[Math.max(0, kept - before.length)];
  return {
    saved: Math.max(0, saved.length - kept),
    typingMs: missing ? at - missing.at : 0
  };
}
