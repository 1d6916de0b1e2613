import type { Finding, IdentifierLevel } from './detector.ts';
import { isLabelledAsBook, isLabelledAsPhone, isLabelledAsThing } from './labels.ts';
import { scan, type Sighting } from './scan.ts';

/** Ten digits grouped as health services group them; NHS, CHI and H&C numbers all look so. */
export interface TenDigitNumber extends Sighting {
  digits: string;
}

const GAP = '(?:[ ._/-]{0,2}| ?[\\t\\n] ?)';
const GROUPED = `\\d{3}${GAP}\\d{3}${GAP}\\d{4}(?!\\d)`;
const ONE_BY_ONE = '(?<!\\d[ .-])\\d(?:[ .-]\\d){9}(?![ .-]?\\d)';
const TEN_DIGITS = new RegExp(`(?<!\\d)(?:${GROUPED}|${ONE_BY_ONE})`, 'g');

const OF_A_PATIENT =
  /nhs|\bCHI\b|\bchi n(?:o|umber)\b|\bh ?& ?c\b|\bhcn\b|\bpatient'?s? ?(?:number|num|id|identifier)\b/i;
const PATIENT_NO = /\bpatient'?s? ?no\.?[^A-Za-z\d]{0,4}$/i;
const GLUED_LABEL = /(?:nhs|chi|hcn|no|number)$/i;

/** What `judge` makes of every ten-digit number that is not a book's, a price or part of a code. */
export function findTenDigitNumbers(
  text: string,
  judge: (number: TenDigitNumber) => IdentifierLevel | undefined,
  label: string
): Iterable<Finding> {
  return scan(TEN_DIGITS, text, (sighting) => {
    const { before, start, end } = sighting;
    if (/[A-Za-z]$/.test(before) && !GLUED_LABEL.test(before)) return undefined;
    if (/[£$€] ?$/.test(before) || isLabelledAsBook(before)) return undefined;
    const level = judge({ ...sighting, digits: sighting.text.replace(/\D/g, '') });
    return level && { level, start, end, label };
  });
}

/**
 * The Modulus 11 check of the NHS Data Dictionary (NHS NUMBER): weights 10 to 2 on the first nine
 * digits; the check digit is 11 less the remainder, 11 written as 0, and 10 never issued. Digits
 * typed to fill a field (all the same, or counting up) pass it and are nobody's: false for them.
 */
export function couldBeIssued(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < 9; place += 1) sum += Number(digits[place]) * (10 - place);
  const check = (11 - (sum % 11)) % 11;
  return digits.length === 10 && check === Number(digits[9]) && !isFiller(digits);
}

function isFiller(digits: string): boolean {
  return /^(\d)\1{9}$/.test(digits) || digits === '0123456789';
}

/** Whether the words around say that the number is a patient's. */
export function isLabelledAsPatients({ before, after }: TenDigitNumber): boolean {
  return OF_A_PATIENT.test(before) || OF_A_PATIENT.test(after) || PATIENT_NO.test(before);
}

/** `block`, unless something around a number says that it may be no patient's after all. */
export function levelBesideLabels(number: TenDigitNumber): IdentifierLevel {
  const { before, text } = number;
  if (isLabelledAsThing(before) || isLabelledAsPhone(before)) return 'warn';
  if (isLabelledAsPatients(number)) return 'block';
  const continuesANumber = /\d[./-]$/.test(before);
  const crossesCells = /[\t\n]/.test(text);
  return continuesANumber || crossesCells ? 'warn' : 'block';
}
