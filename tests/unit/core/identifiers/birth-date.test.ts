import { describe, it } from 'vitest';
import { expectMarks } from './marked.ts';

describe('a date of birth is marked for certain', () => {
  it.each([
    ['after DOB', 'DOB ⟦14/02/1948⟧'],
    ['glued to dob', 'dob⟦14/02/1948⟧'],
    ['after d.o.b.', 'd.o.b. ⟦14.2.48⟧'],
    ['after D/O/B', 'D/O/B: ⟦14-02-48⟧'],
    ['after date of birth', 'Date of birth: ⟦14 February 1948⟧'],
    ['on the line below its heading', 'Date of Birth\n⟦14/02/1948⟧'],
    ['in the cell beside its heading', 'DOB\t⟦14/02/1948⟧\tWard\t4'],
    ['below a row of headings', 'DOB\tNHS No\tPostcode\nEdith\t⟦14/02/1948⟧'],
    ['in the order of ISO', 'born ⟦1948-02-14⟧'],
    ['in the American order', 'DOB ⟦02/14/1948⟧'],
    ['with the month first', 'Dob: ⟦Feb 14th, 1948⟧'],
    ['in words', 'born on Saturday the ⟦14th of February, 1948⟧'],
    ['without a year', 'Her birthday is ⟦14th Feb⟧'],
    ['with a short year', "born ⟦14 Feb '48⟧"],
    ['with dashes round a short month', 'DOB ⟦14-Feb-1948⟧'],
    ['with spaces', 'DOB ⟦14 02 1948⟧'],
    ['as bare digits', 'DOB: ⟦14021948⟧, DOB ⟦140248⟧'],
    ['in full-width digits', 'DOB ⟦１４／０２／１９４８⟧'],
    ['with a soft hyphen in it', 'DOB ⟦14/02\u00ad/1948⟧'],
    ['of a baby, which dates the event', 'born at 38/40 on ⟦12/03/2024⟧'],
    ['before an admission', 'DOB ⟦14/02/1948⟧ and admitted 12/03/2024'],
    ['beside an age before it', 'a 76-year-old woman (⟦14/02/1948⟧)'],
    ['beside a short age', '76F (⟦14/02/1948⟧)'],
    ['beside "aged"', 'aged 76 [⟦14 Feb 1948⟧]'],
    ['beside an age behind it', '(⟦14/02/1948⟧), aged 76'],
    ['beside the age of a baby', '3 weeks old (⟦12/03/2024⟧)']
  ])('%s', (_, marked) => expectMarks(marked, 'birth-date block'));

  it('with a warning where only the month is written', () => {
    expectMarks('born in ⟦May 1948⟧', 'birth-date warn');
  });
});

describe('what only looks like a date of birth is left alone', () => {
  it.each([
    ['a date of something else', 'reviewed on 12/03/2024'],
    ['a date too far behind the word', 'born to a family of seven in a small village, 12/03/2024'],
    ['an admission after the word', 'DOB unknown, admitted 12/03/2024'],
    ['another date after the word', 'DOB not given. Date of incident 12/03/2024'],
    ['scores of a baby', 'born with Apgars 7/9/10'],
    ['gestation and courses', 'born at 39/40, given 5/7 of penicillin, review 2/52'],
    ['a word that ends in born', 'newborn 12/03/2024, stillborn 12/03/2024, airborne 12/03/2024'],
    ['an event in brackets', 'a 72-year-old woman (01/03/2023)'],
    ['a date in brackets beside a number', 'the 12 patients (14/02/1948)'],
    ['a month that cannot be', 'DOB 14/13/1948'],
    ['a financial year', 'born in 2015/16'],
    ['a version', 'version 1.2.24']
  ])('%s', (_, text) => expectMarks(text));
});
