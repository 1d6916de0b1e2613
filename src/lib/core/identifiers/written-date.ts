/** A date as people write it, in offsets of the text it was found in. */
export interface WrittenDate {
  start: number;
  end: number;
  /** Whether the very day is written, or only month and year. */
  precision: 'day' | 'month';
  /** Missing when no year is written, or only two digits of it. */
  year?: number;
}

const MONTH =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\\.?';
const DAY = '(?<!\\d)(?<!\\d[./])(?<day>\\d{1,2})';
const SHORT_OR_LONG_YEAR = "(?<year>\\d{4}|'?\\d{2}(?![\\d:]))(?!\\d)";

const NUMERIC = pattern(`${DAY} ?[./-] ?(?<number>\\d{1,2}) ?[./-] ?${SHORT_OR_LONG_YEAR}`);
const SPACED = pattern(`${DAY} (?<number>\\d{1,2}) (?<year>\\d{4})(?!\\d)`);
const ISO = pattern(
  '(?<!\\d)(?<year>\\d{4}) ?[./-] ?(?<number>\\d{1,2}) ?[./-] ?(?<day>\\d{1,2})(?!\\d)'
);
const DAY_FIRST = pattern(
  `${DAY}(?:st|nd|rd|th)?[ -]?(?:(?:day )?of )?${MONTH}(?:[ ,-]{0,2}${SHORT_OR_LONG_YEAR})?`
);
const MONTH_FIRST = pattern(
  `(?<![a-z])${MONTH} ?(?<day>\\d{1,2})(?!\\d)(?:st|nd|rd|th)?(?:,? ?(?<year>\\d{4})(?!\\d))?`
);
const MONTH_ONLY = pattern(`(?<![a-z])${MONTH},? ?(?:of )?(?<year>\\d{4})(?!\\d)`);
const PATTERNS = [NUMERIC, SPACED, ISO, DAY_FIRST, MONTH_FIRST, MONTH_ONLY];

/** The dates in `text`, the earliest first, and of two that begin together the longer first. */
export function datesIn(text: string): WrittenDate[] {
  const dates: WrittenDate[] = [];
  for (const shape of PATTERNS) {
    for (const match of text.matchAll(shape)) {
      const { day, number, year } = match.groups ?? {};
      if (!isInCalendar(day, number)) continue;
      dates.push({
        start: match.index,
        end: match.index + match[0].length,
        precision: day === undefined ? 'month' : 'day',
        ...(year?.length === 4 ? { year: Number(year) } : {})
      });
    }
  }
  return dates.sort((a, b) => a.start - b.start || b.end - a.end);
}

function pattern(source: string): RegExp {
  return new RegExp(source, 'gi');
}

/** Day and month in either order, for forms of American makers put the month first. */
function isInCalendar(day = '1', month = '1'): boolean {
  const [low, high] = [Number(day), Number(month)].sort((a, b) => a - b);
  return low !== undefined && high !== undefined && low >= 1 && low <= 12 && high <= 31;
}
