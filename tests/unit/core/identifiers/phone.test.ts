import { describe, it } from 'vitest';
import { expectMarks } from './marked.ts';

describe('a telephone number is marked for certain', () => {
  it.each([
    ['a mobile', 'her son is on ⟦07700 900123⟧'],
    ['a mobile in one word', '⟦07700900123⟧'],
    ['a mobile in threes', '⟦07700 900 123⟧'],
    ['a mobile digit by digit', '⟦0 7 7 0 0 9 0 0 1 2 3⟧'],
    ['a mobile glued to its label', 'Tel⟦07700900123⟧'],
    ['with +44', '⟦+44 7700 900123⟧'],
    ['with +44 in one word', '⟦+447700900123⟧'],
    ['with +44 in brackets', '⟦(+44) 7700 900123⟧'],
    ['with +44 and (0)', '⟦+44 (0)116 496 0123⟧'],
    ['with +44 and (0), no spaces', '⟦+44(0)1632960001⟧'],
    ['with +44 and a 0 that should not be there', '⟦+44 0116 496 0123⟧'],
    ['with 0044', '⟦0044 7700 900123⟧'],
    ['with 0044 in one word', '⟦00447700900123⟧'],
    ['with dots', '⟦0116.496.0123⟧'],
    ['with dashes', '⟦01632-960-001⟧'],
    ['with dashes and spaces', '⟦0116 - 496 - 0123⟧'],
    ['in brackets as a whole', 'her son (⟦07700 900123⟧) was told'],
    ['with the dialling code in brackets', '⟦(01632) 960001⟧'],
    ['with brackets and no space', '⟦(0116)4960123⟧'],
    ['in London', '⟦020 7946 0958⟧'],
    ['of nine digits', '⟦01204 12345⟧'],
    ['with no-break spaces', '⟦07700\u00a0900\u00a0123⟧'],
    ['with thin spaces and no-break hyphens', '⟦0116\u2009496\u20110123⟧'],
    ['in full-width digits', '⟦０７７００　９００１２３⟧'],
    ['abroad', '⟦+353 1 234 5678⟧'],
    ['without its 0, but labelled', 'mobile: ⟦7700900123⟧'],
    ['behind digits that seem to begin one', '014 ⟦0116 496 0123⟧'],
    ['two in a row', '⟦0116 496 0123⟧ ⟦07700 900 123⟧'],
    ['two with a word between', 'Tel: ⟦0116 496 0123⟧ or ⟦07700 900123⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'phone block'));
});

describe('a number that may be a telephone’s is marked with a warning', () => {
  it.each([
    ['a mobile that lost its 0', 'row 4: ⟦7700900123⟧'],
    ['a mobile that lost its 0, in two parts', '⟦7700 900123⟧'],
    ['a mobile that lost its plus', '⟦447700900123⟧'],
    ['a local number', 'tel. ⟦496 0123⟧'],
    ['a helpline', '⟦0300 123 4567⟧'],
    ['a lot number', 'lot ⟦01234567890⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'phone warn'));

  it.each([
    ['an extension', 'ext. ⟦4521⟧'],
    ['an extension written out', 'extension no ⟦4521⟧'],
    ['a bleep', 'the registrar, bleep ⟦1234⟧'],
    ['a pager', 'paged ⟦456⟧ at once'],
    ['a cordless telephone', 'DECT: ⟦71234⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'extension warn'));
});

describe('what only looks like a telephone number is left alone', () => {
  it.each([
    ['a date and a time', '01.02.2024 10.15, 01-02-2024 10:30'],
    ['a date and a count', '08-12-2024 123'],
    ['two dates', '01/02/2024 - 03/04/2024, 01-02-2024 07-08-2024'],
    ['decimals', '0.1 2.3 4.5 6.7 8.9 and 0.5 0.25 0.125 0.0625'],
    ['a scale', '0 1 2 3 4 5 6 7 8 9 10'],
    ['a code that begins with no dialling code', '0407010123 00123456789 04012345678'],
    ['a number of ten digits beginning with 0', '0123456780'],
    ['a longer number', '0123456789012'],
    ['a reference', 'INC07700900123'],
    ['numbers that everybody knows', 'NHS 111, 999, Samaritans 116 123, Childline 0800 1111'],
    ['the arrest call', 'bleep 2222'],
    ['a movement', 'knee extension 110 degrees, extension 120°'],
    ['a longer stay', 'an extension of 120 days, extension 2024-05'],
    ['a serial number', 'serial no. 7700900123'],
    ['a mobile that is money', '£7700900123']
  ])('%s', (_, text) => expectMarks(text));
});
