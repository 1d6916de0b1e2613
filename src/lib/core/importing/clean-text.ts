/** Characters that end a line or part a word from the next, but that are no white space to an editor. */
const separators = /[\u000b\u001c-\u001f\u0085\u2028\u2029]/g;

/** Control characters (XML and CBOR cannot hold them) and invisible ones that would split a word for search. */
const unwanted = /[\u0000-\u0008\u000e-\u001b\u007f-\u009f\u00ad\u200b\u2060\ufeff\ufffe\uffff]/g;

const loneSurrogates = /\p{Cs}/gu;

/** Text as every part of Cairn may keep it: composed (NFC), well-formed, without control characters. */
export function cleanText(text: string): string {
  return text
    .replace(separators, ' ')
    .replace(unwanted, '')
    .replace(loneSurrogates, '\ufffd')
    .normalize('NFC');
}
