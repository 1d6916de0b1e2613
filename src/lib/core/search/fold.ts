import { stemmer } from 'stemmer';
import { WORD_LETTERS } from './parameters.ts';

const ASCII = /^[\0-\x7f]*$/;

/** Accents of Latin, Greek and Cyrillic, and the vowel points of Hebrew and Arabic. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;

/** Letters that Unicode does not take apart into a base letter and a mark. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  ð: 'd',
  ø: 'o',
  ß: 'ss',
  þ: 'th',
  đ: 'd',
  ı: 'i',
  ł: 'l',
  œ: 'oe'
};

/** The form in which a word is compared: lower case, without accents, at most 64 units long. */
export function foldWord(word: string): string {
  if (ASCII.test(word)) return word.slice(0, WORD_LETTERS).toLowerCase();
  const folded = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/[æðøßþđıłœ]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
  // Cutting inside a surrogate pair would leave half a letter that no saved form can hold.
  return folded.slice(0, WORD_LETTERS).replace(/[\ud800-\udbff]$/, '');
}

/** What the forms of a word have in common (Porter's rules for English), of a folded word. */
export function stemOf(folded: string): string {
  return /^[a-z]+$/.test(folded) ? stemmer(folded) : folded;
}
