import { describe, it } from 'vitest';
import { expectMarks } from './marked.ts';

describe('a National Insurance number is marked', () => {
  it.each([
    ['in one word', 'payroll ⟦JG103759A⟧'],
    ['in pairs', '⟦JG 10 37 59 A⟧'],
    ['in three parts', '⟦JG 103759 A⟧'],
    ['with dashes', '⟦JG-10-37-59-A⟧'],
    ['in small letters', '⟦jg103759a⟧'],
    ['in small letters with gaps, if it is called one', 'NI number ⟦jg 10 37 59 a⟧'],
    ['in full-width letters', '⟦ＪＧ１０３７５９Ａ⟧']
  ])('%s', (_, marked) => expectMarks(marked, 'ni-number block'));

  it.each([
    ['without its last letter, if it is called one', 'National Insurance no ⟦JG103759⟧'],
    ['as the number of a part', 'part no ⟦AB123456C⟧']
  ])('with a warning %s', (_, marked) => expectMarks(marked, 'ni-number warn'));
});

describe('what only looks like one is left alone', () => {
  it.each([
    ["the tax office's own example", 'QQ123456C'],
    ['letters that are never used first', 'DA123456C FA123456C IA123456C UA123456C VA123456C'],
    ['an O in second place', 'AO123456C'],
    [
      'pairs kept for other countries',
      'BG123456C GB123456C NK123456C KN123456C TN123456C ZZ123456C'
    ],
    ['a digit for the last letter', 'AB1234561'],
    ['a last letter beyond D', 'AB123456E'],
    ['a number without its last letter', 'JG103759'],
    ['words and figures', 'at 12 34 56 a day'],
    ['a longer code', 'XAB123456C AB123456CD']
  ])('%s', (_, text) => expectMarks(text));
});
