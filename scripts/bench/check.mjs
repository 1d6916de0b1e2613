const tolerance = 1.25;

/**
 * Sentences about what has become worse. Baselines of a suite: figure → peer → ratio. A figure
 * that has a baseline must have been measured, unless it was not asked for.
 */
export function checkRatios(lines, baselines, only = null) {
  return Object.entries(baselines)
    .filter(([name]) => only === null || name === only)
    .flatMap(([name, peers]) =>
      Object.entries(peers).flatMap(([peer, accepted]) => {
        const line = lines.find((one) => one.name === name && one.peer === peer);
        if (typeof line?.ratio !== 'number') {
          return [`${name} against ${peer} was not measured; its baseline is ${accepted}.`];
        }
        if (!isWorse(line.ratio, accepted, line.unit)) return [];
        return [`${name} against ${peer} is worse: ${line.ratio}, accepted was ${accepted}.`];
      })
    );
}

/** Less is better, but for rates and scores. */
function isWorse(ratio, accepted, unit) {
  const moreIsBetter = unit.endsWith('/s') || unit === 'score';
  return moreIsBetter ? ratio < accepted / tolerance : ratio > accepted * tolerance;
}
