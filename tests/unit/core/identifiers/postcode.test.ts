import { describe, it } from 'vitest';
import { expectMarks } from './marked.ts';

describe('a full postcode is marked for certain', () => {
  it.each([
    ['AA9', 'lives at 4 Mill Lane, ⟦LE1 5WW⟧.'],
    ['A9', '⟦M1 1AE⟧'],
    ['A99', '⟦B33 8TH⟧'],
    ['AA99', '⟦DN55 1PT⟧'],
    ['A9A', '⟦W1A 0AX⟧'],
    ['AA9A', '⟦EC1A 1BB⟧'],
    ['the odd one', '⟦GIR 0AA⟧'],
    ['in one word', '⟦LE15WW⟧'],
    ['in small letters', '⟦le1 5ww⟧'],
    ['in small letters and one word', '⟦sw1a1aa⟧'],
    ['in mixed letters', '⟦Le1 5wW⟧'],
    ['with two spaces', '⟦LE1  5WW⟧'],
    ['with a no-break space', '⟦LE1\u00a05WW⟧'],
    ['with its halves on two lines', 'Leicester ⟦LE1\n5WW⟧'],
    ['with its halves on two lines of a Windows file', 'Leicester ⟦LE1\r\n5WW⟧'],
    ['split by a zero-width joiner', '⟦LE\u200d1 5WW⟧'],
    ['in full-width letters', '⟦ＬＥ１　５ＷＷ⟧'],
    ['for no fixed abode', '⟦ZZ99 3VZ⟧'],
    ['for no fixed abode in small letters and one word', '⟦zz993vz⟧'],
    ['that looks like an ordinal, but is called a postcode', 'postcode ⟦b33 8th⟧'],
    ['in a place that does not exist, but is called a postcode', 'Post code: ⟦A1 1AA⟧'],
    ['in an address that begins with a floor', 'level 3 at 21 High Street, Leicester ⟦LE1 5WW⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'postcode block'));
});

describe('what may be a postcode is marked with a warning', () => {
  it.each([
    ['a ward', 'on ward ⟦B12 3AB⟧'],
    ['a ward in capitals', 'WARD ⟦B12 3AB⟧'],
    ['a bay', 'Bay: ⟦L4 5AB⟧'],
    ['a bed', 'bed no. ⟦E1 2AB⟧'],
    ['a theatre', 'Theatre 4, ⟦LE1 5WW⟧'],
    ['a floor in capitals', '⟦L4 5TH⟧ FLOOR'],
    ['a model', 'model ⟦LE15WW⟧'],
    ['a part of a longer code', 'XR2-⟦LE15WW⟧'],
    ['levels of the spine', '⟦C5 6BG⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'postcode warn'));
});

describe('what only looks like a postcode is left alone', () => {
  it.each([
    ['a floor', 'the L4 5th floor'],
    ['a date after a ward', 'T10 9th, B5 4th April, E1 1st, W2 2nd, N3 3rd'],
    ['a dose of vitamin B12', 'B12 5ug, B6 5ng'],
    ['hours, years and units', 'W4 2hr, E2 3yr, S1 2Gy, M3 6Fr, N1 2bd'],
    ['letters that no postcode ends with', 'LE1 5CI LE1 5KM LE1 5OV'],
    ['letters that no postcode begins with', 'QA1 1AA VA1 1AA XA1 1AA'],
    ['second letters that no postcode has', 'AI1 1AA AJ1 1AA AZ1 1AA'],
    ['a longer word', 'LE1 5WWX XLE1 5WW LE1 5WW2'],
    ['a strain of mice', 'c57bl and C57BL mice'],
    ['levels of the spine', 'T12 to L4, L4/5, C5-6'],
    ['a code for a disease', 'ICD-10 E10.9, OPCS W37.1']
  ])('%s', (_, text) => expectMarks(text));
});

describe('the first half of a postcode', () => {
  it.each([
    ['where somebody lives', 'she lives in ⟦LE1⟧ with her son'],
    ['in the area', 'from the ⟦LE1⟧ area'],
    ['as a postcode', 'postcode ⟦LE1⟧'],
    ['as a district', 'the ⟦E17⟧ district']
  ])('is marked with a warning %s', (_, marked) => expectMarks(marked, 'postcode-district warn'));

  it.each([
    ['a vertebra', 'fracture in the L4 area, lives with a T12 tumour'],
    ['a ward', 'was moved to B12'],
    ['a haemoglobin', 'HbA1c and A1C were high']
  ])('is left alone where it is %s', (_, text) => expectMarks(text));
});
