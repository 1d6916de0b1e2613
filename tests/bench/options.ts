/** What the person at the terminal asked for, as scripts/bench.mjs hands it on. */
export interface BenchOptions {
  suite: string;
  /** A folder with text of one's own, or the built-in grammar. */
  data: string | null;
  /** How much of it; every suite says of what, and how much is usual. */
  n: number | null;
  seed: number;
  /** The one figure that is wanted. */
  only: string | null;
  /** For whatever is made on the way; goes when the suite ends. */
  folder: string;
  /** The file that takes a line per figure. */
  figures: string;
}

export const options = readOptions();

function readOptions(): BenchOptions {
  const given = process.env['CAIRN_BENCH'];
  if (given === undefined) throw new Error('Run a suite by: npm run -s bench -- SUITE');
  return JSON.parse(given) as BenchOptions;
}
