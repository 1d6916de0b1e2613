/** A step on the way from one list to another: both indices, or one of them where nothing pairs. */
export type Pairing = { from: number; to: number } | { from: number } | { to: number };

const mostCells = 1_000_000;

/**
 * Pairs the items of two lists in order so that the sum of scores is greatest; a score of zero or
 * less never pairs. Among equals the earlier item pairs.
 */
export function align(
  fromLength: number,
  toLength: number,
  score: (from: number, to: number) => number
): Pairing[] {
  const best = bestSums(fromLength, toLength, score);
  const pairings: Pairing[] = [];
  let from = 0;
  let to = 0;
  while (from < fromLength || to < toLength) {
    const here = best(from, to);
    const own = from < fromLength && to < toLength ? score(from, to) : 0;
    if (own > 0 && here === own + best(from + 1, to + 1)) pairings.push({ from: from++, to: to++ });
    else if (from < fromLength && (to === toLength || here === best(from + 1, to))) {
      pairings.push({ from: from++ });
    } else pairings.push({ to: to++ });
  }
  return pairings;
}

function bestSums(rows: number, columns: number, score: (from: number, to: number) => number) {
  // Two lists this long are a rewrite of the whole; pairing by place is as good as any.
  if (rows * columns > mostCells) return byPlace(rows, columns, score);
  const width = columns + 1;
  const sums = new Float64Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const own = score(row, column);
      const paired = own > 0 ? own + (sums[(row + 1) * width + column + 1] ?? 0) : 0;
      sums[row * width + column] = Math.max(
        paired,
        sums[(row + 1) * width + column] ?? 0,
        sums[row * width + column + 1] ?? 0
      );
    }
  }
  return (row: number, column: number) => sums[row * width + column] ?? 0;
}

function byPlace(rows: number, columns: number, score: (from: number, to: number) => number) {
  const most = Math.min(rows, columns);
  const sums = new Float64Array(most + 1);
  for (let i = most - 1; i >= 0; i--) sums[i] = (sums[i + 1] ?? 0) + Math.max(0, score(i, i));
  return (row: number, column: number) => (row === column ? (sums[Math.min(row, most)] ?? 0) : 0);
}
