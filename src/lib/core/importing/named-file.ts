import { cleanText } from './clean-text.ts';

const longest = 80;
const directionControls = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A file's name as it stands in a sentence: quoted, one line, and unable to turn the sentence around. */
export function namedFile(fileName: string): string {
  const name = cleanText(fileName).replace(directionControls, '').replace(/\s+/g, ' ').trim();
  const letters = [...name];
  if (letters.length <= longest) return `“${name}”`;
  return `“${letters.slice(0, longest - 20).join('')}…${letters.slice(-19).join('')}”`;
}
