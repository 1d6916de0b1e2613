import type { ForeignFamily } from './foreign-kinds.ts';
import { namedFile } from './named-file.ts';
import type { ImportFailure } from './types.ts';

const whatToDo: Record<ForeignFamily, string> = {
  picture: 'write what it shows into a new document, for Cairn reads words only',
  pdf: 'copy its text into a new document, or save it as Word (.docx) and import that',
  'word-processing': 'open it in Word or LibreOffice, save it as .docx and import that',
  spreadsheet: 'save the sheet as text with tabs (.txt) and import that',
  slides: 'copy its text into a Word document (.docx) and import that',
  archive: 'unpack it and import the files inside',
  message: 'open it, save it as text (.txt) and import that',
  'web-archive': 'open it in a browser, save it as “web page, HTML only” and import that',
  recording: 'write what it says into a new document, for Cairn reads words only',
  shortcut: 'import the file that it points to',
  'online-only': 'open it there, download it as Word (.docx) and import that',
  other:
    'save it as Word (.docx), web page (.html), Markdown (.md) or plain text (.txt) and import that'
};

/** Says of one file that could not be read which it is, what it is and what to do now, in plain English. */
export function describeFailure(failure: ImportFailure): string {
  const file = namedFile(failure.fileName);
  switch (failure.type) {
    case 'empty':
      return `${file} is an empty file: open the original, save it again and import that copy.`;
    case 'no-text':
      return `${file} is ${failure.is} without any words in it (a picture of words has none): write what it shows into a new document.`;
    case 'too-large':
      return `${file} is ${failure.is} of ${inMegabytes(failure.size)}, and Cairn reads such files up to ${inMegabytes(failure.limit)}: split it, or save it without its pictures, and import that.`;
    case 'too-much-inside':
      return `${file} is ${failure.is} that holds more than ${failure.most}, too much for one document: split it and import the parts.`;
    case 'not-what-it-says':
      return `${file} ends in .${failure.says} but is ${failure.kind.is}: ${whatToDo[failure.kind.family]}.`;
    case 'unknown-encoding':
      return `${file} is not text in an encoding that Cairn can tell, or not text at all: open it where it was made, save it as plain text in UTF-8 and import that.`;
    case 'password-protected':
      return `${file} is an Office document locked with a password: open it in Word, take the password off (File, Info, Protect Document), save it and import it again.`;
    case 'unsupported':
      return `${file} is ${failure.kind.is}: ${whatToDo[failure.kind.family]}.`;
    case 'damaged':
      return `${file} is ${failure.is} that is damaged or was cut short on its way: open it where it was made, save it again and import that copy.`;
  }
}

/** A number of bytes as file managers show it. */
function inMegabytes(bytes: number): string {
  const megabytes = bytes / 1024 / 1024;
  return `${megabytes < 10 ? Math.round(megabytes * 10) / 10 : Math.round(megabytes)} MB`;
}
