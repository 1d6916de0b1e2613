import { describe, expect, it } from 'vitest';
import { findIdentifiers } from '#lib/core/identifiers/index.ts';
import { expectMarks } from './marked.ts';

describe('an NHS number is marked for certain', () => {
  it.each([
    ['as it stands on a wristband', 'Mrs Marlow, ⟦999 000 0018⟧, was moved'],
    ['without spaces', '⟦9990000026⟧'],
    ['with dashes', '⟦999-000-1235⟧'],
    ['with dots', '⟦999.555.0008⟧'],
    ['with two spaces', '⟦999  888  7771⟧'],
    ['digit by digit', '⟦9 9 9 0 0 0 0 0 1 8⟧'],
    ['glued to its label', 'NHS⟦9990000018⟧'],
    ['glued to a longer label', 'NHSNo⟦9990000018⟧'],
    ['in a range that England issues', 'seen as ⟦450 557 7104⟧ before'],
    ['with check digit 0, for a remainder of 0', '⟦999 000 0050⟧'],
    ['after a list number', '4. ⟦999 000 0018⟧'],
    ['after a bed number', 'Bed 4 ⟦999 000 0018⟧'],
    ['with the label behind it', '⟦943 476 5919⟧ (NHS number)'],
    ['outside the ranges in use, but labelled', 'patient no. ⟦123 456 7881⟧'],
    ['grouped oddly, but labelled', 'NHS number ⟦99900 00018⟧'],
    ['across a line break, but labelled', 'NHS No: ⟦999 000\n0018⟧'],
    ['across table cells, but labelled', 'NHS\t⟦999\t000\t0018⟧'],
    ['in full-width digits', '⟦９９９ ０００ ００１８⟧'],
    ['in Arabic-Indic digits', '⟦٩٩٩٠٠٠٠٠١٨⟧'],
    ['in mathematical digits, two units each', 'no. ⟦𝟗𝟗𝟗 𝟎𝟎𝟎 𝟎𝟎𝟏𝟖⟧.'],
    ['with no-break and figure spaces', '⟦999\u00a0000\u20070018⟧'],
    ['with typographic dashes', '⟦999–000‑0018⟧'],
    ['with a soft hyphen and a zero-width space in it', '⟦999\u00ad000\u200b0018⟧'],
    ['with a comment anchored in it', '⟦999 0\ufffc00 0018⟧'],
    ['underlined with combining marks', '⟦9\u03329\u03329\u0332 000 0018⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'nhs-number block'));
});

describe('a number that may be an NHS number is marked with a warning', () => {
  it.each([
    ['passes the check by chance', 'count ⟦1234567881⟧'],
    ['is one digit off, but labelled', 'NHS No. ⟦999 000 0019⟧'],
    ['lost a digit, but labelled', 'NHS no ⟦999 000 001⟧'],
    ['gained a digit, but labelled', 'NHS number: ⟦999 000 00188⟧'],
    ['is the number of a lot', 'lot number ⟦4010232137⟧'],
    ['is the second of two lots', 'lots 4010232138 and ⟦4010232137⟧'],
    ['lies in three cells without a label', '⟦999\t000\t0018⟧'],
    ['carries on another number', '12-⟦999 000 0018⟧'],
    ['fills a field that is labelled', 'NHS number ⟦1111111111⟧'],
    ['is on a line of a patient that is no longer here', 'patient no longer 1: ⟦1234567881⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'nhs-number warn'));
});

describe('what only looks like an NHS number is left alone', () => {
  it.each([
    ['a number that fails the check', '999 000 0019'],
    ['a number whose check digit would be 10', '999 000 0140'],
    ['the same digit ten times', '1111111111 0000000000 4444444444 9999999999'],
    ['an hour of a log', 'backup 2025010109 failed'],
    ['seconds and milliseconds', '20250101093000 1735689600123'],
    ['an ISBN, which has the same check digit', 'ISBN-10: 3406406157'],
    ['an ISBN of thirteen digits', '978-3406406157'],
    ['a card number', '4001 2345 6789 0123'],
    ['an IMEI', '490154203237518'],
    ['a medicine code', 'dm+d 39720311000001101, SNOMED 322236009, BNF 0407010H0AAAMAM'],
    ['a device identifier', '(01)05012345678900(17)250831(10)A1234'],
    ['a product code with letters', 'REF4010232137'],
    ['a sum of money', '£4010232137 and £1,234,567,890'],
    ['a pain scale', '0 1 2 3 4 5 6 7 8 9 10'],
    ['two financial years', '2015/16 2016/17'],
    ['an invalid lot number of the NHS Supply Chain', 'NHS Supply Chain lot 4010232138'],
    ['a blood pressure and a course', 'BP 120/80 and 130/85, 5/7 of antibiotics, review 2/52']
  ])('%s', (_, text) => expectMarks(text));
});

describe('the numbers of Scotland and Northern Ireland', () => {
  it.each([
    ['a CHI number, leading zero and all', '⟦010101 1237⟧', 'chi-number block'],
    ['a CHI number in one word', 'CHI ⟦0101011237⟧', 'chi-number block'],
    ['a CHI number born on a leap day', '⟦2902481233⟧', 'chi-number block'],
    ['a number that begins with month 13', '⟦1113481234⟧', 'nhs-number warn'],
    ['a number that begins with 30 February', '⟦3002481238⟧', 'nhs-number block'],
    ['a Health and Care number', '⟦320 000 0112⟧', 'hc-number block'],
    ['one below the Northern Irish range', '⟦3200000007⟧', 'nhs-number block']
  ])('%s', (_, marked, kindAndLevel) => expectMarks(marked, kindAndLevel));

  it('names both services, since a CHI number passes for an NHS number', () => {
    expect(findIdentifiers('010101 1237')[0]?.label).toContain('NHS/CHI');
  });
});
