import { looksLike, type Detector, type Finding } from './detector.ts';
import { scan, type Sighting } from './scan.ts';
import { datesIn, type WrittenDate } from './written-date.ts';

const LABEL =
  /\b(?:d\.? ?o\.? ?b|d\/o\/b|date of birth|birth ?date|birthday|date born|born)(?![a-z])/gi;
const FURTHEST = 30;
const LONGEST_DATE = 24;
const COMPACT = /^[^A-Za-z\d]{0,4}((?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:\d{4}|\d{2}))(?!\d)/;
// Between a label and a date these say that the date is another event's, or no date at all.
const ANOTHER_EVENT =
  /\b(?:admi|attend|seen|refer|review|discharg|died|death|dod|operat|surg|incident|appoint|apgar|date of)/i;

const IN_BRACKETS = /[([] ?([^()[\]\n]{5,30}?) ?[)\]]/g;
const AGE_BEFORE =
  /(?:\bage[d:]?:? ?(?:of )?(\d{1,3})|(?<![\d.])(\d{1,3})[ -]?(?:(?:years?|yrs?|months?|weeks?|days?)[ -](?:olds?|of age)|y\/?o|[mf])\b)[^.()\n]{0,20}$/i;
const AGE_AFTER =
  /^,? ?(?:age[d:]?:? ?(\d{1,3})|(\d{1,3})[ -]?(?:(?:years?|yrs?)[ -]old|y\/?o))\b/i;
const YEARS_OF_CARE = { first: 1990, last: 2040 };

/**
 * A date of birth: a date within 30 characters after a word for it, or in brackets beside an age.
 * In obstetrics "born" dates the event instead, which is exact all the same.
 */
export const birthDate: Detector<'birth-date'> = {
  kind: 'birth-date',
  needsDigit: true,
  *detect(text): Generator<Finding> {
    const written = scan(LABEL, text, (label) => dateAfter(label, text));
    const inBrackets = scan(IN_BRACKETS, text, dateBesideAge);
    for (const date of [...written, ...inBrackets]) yield finding(date);
  }
};

function finding({ start, end, precision }: WrittenDate): Finding {
  return precision === 'day'
    ? { level: 'block', start, end, label: looksLike('a date of birth') }
    : { level: 'warn', start, end, label: looksLike('a month of birth') };
}

function dateAfter(label: Sighting, text: string): WrittenDate | undefined {
  const window = text.slice(label.end, label.end + FURTHEST + LONGEST_DATE);
  const written = datesIn(window)[0] ?? (/born$/i.test(label.text) ? undefined : compact(window));
  if (!written || written.start > FURTHEST) return undefined;
  if (ANOTHER_EVENT.test(window.slice(0, written.start))) return undefined;
  return shift(written, label.end);
}

/** "DOB 14021948": only right after the label, for bare digits are dates nowhere else. */
function compact(window: string): WrittenDate | undefined {
  const match = COMPACT.exec(window);
  if (!match?.[1]) return undefined;
  return { start: match[0].length - match[1].length, end: match[0].length, precision: 'day' };
}

function dateBesideAge(brackets: Sighting): WrittenDate | undefined {
  const content = brackets.groups[0] ?? '';
  const date = datesIn(content)[0];
  if (!date || date.precision !== 'day' || date.end - date.start < content.length) return undefined;
  const age = AGE_BEFORE.exec(brackets.before) ?? AGE_AFTER.exec(brackets.after);
  if (!age || !fits(Number(age[1] ?? age[2]), date.year)) return undefined;
  return shift(date, brackets.start + brackets.text.indexOf(content));
}

/** Born then and so old makes a year in which care could be given; else it dates the event. */
function fits(age: number, year: number | undefined): boolean {
  if (year === undefined) return true;
  return year + age >= YEARS_OF_CARE.first && year + age <= YEARS_OF_CARE.last;
}

function shift(date: WrittenDate, by: number): WrittenDate {
  return { ...date, start: date.start + by, end: date.end + by };
}
