/** A part of one run, in UTF-16 offsets of that run's own text. */
export interface RunSlice<Run> {
  run: Run;
  start: number;
  end: number;
}

/** Several runs read as one text, with the way back from a place in it to the runs. */
export interface FlatText<Run> {
  readonly text: string;
  /** The parts of the runs that `start`–`end` of `text` covers, in order, none of them empty. */
  slices(start: number, end: number): RunSlice<Run>[];
}

/**
 * Joins runs of text that a reader sees as one: pieces of a paragraph between marks (no
 * separator), or the cells of a row ('\t') and the lines of an address ('\n'). What belongs to a
 * separator belongs to no run.
 */
export function flatten<Run extends { readonly text: string }>(
  runs: readonly Run[],
  separator = ''
): FlatText<Run> {
  return {
    text: runs.map((run) => run.text).join(separator),
    slices(start, end) {
      const slices: RunSlice<Run>[] = [];
      let from = 0;
      for (const run of runs) {
        const slice = {
          run,
          start: Math.max(start - from, 0),
          end: Math.min(end - from, run.text.length)
        };
        if (slice.start < slice.end) slices.push(slice);
        from += run.text.length + separator.length;
      }
      return slices;
    }
  };
}
