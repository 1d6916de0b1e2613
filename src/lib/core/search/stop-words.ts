/** Words that say nothing about what a text is about; neither indexed nor searched for. */
const STOP_WORDS = new Set(
  (
    'a about above after again all also am among an and any are as at be because been before ' +
    'being between both but by can cannot could did do does doing down during each either few ' +
    'for from further had has have having he her here hers him his how however i if in into is ' +
    'it its itself just may me might more most must my no nor not of off on once only or other ' +
    'our out over own same shall she should so some such than that the their theirs them then ' +
    'there these they this those through thus to too under until up upon very was we were what ' +
    'when where which while who whom whose why will with within without would you your'
  ).split(' ')
);

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}
