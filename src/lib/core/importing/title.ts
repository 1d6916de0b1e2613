import { cleanText } from './clean-text.ts';
import { inlineText } from './count-words.ts';
import { titleFromFileName } from './file-name.ts';
import type { Draft, DraftText } from './types.ts';

const longestTitle = 200;
const longestTitleLine = 100;

/** Headings that open a part of a document, not the document. */
const openingParts =
  /^(\d{1,2}(\.\d+)*[.)]?\s+)?(appendix|(executive )?summary|introduction|background|purpose|context|(table of )?contents|aims?|overview|scope)\b.{0,12}$|^\d{1,2}(\.\d+)*[.)]\s/i;

export interface Titled {
  title: string;
  /** What is left once the line that became the title is taken out. */
  drafts: Draft[];
}

/** The title of a document, from the most to the least certain place; words are moved, never copied over or lost. */
export function takeTitle(fileName: string, { drafts, statedTitle }: DraftText): Titled {
  const [first, ...rest] = drafts;
  const stated = oneLine(statedTitle?.text ?? '');
  const heading = first?.type === 'draftHeading' ? oneLine(inlineText(first.content)) : '';

  if (stated !== '' && statedTitle?.certain) {
    return { title: stated, drafts: heading === stated ? rest : drafts };
  }
  if (isTitle(heading, longestTitle)) return { title: heading, drafts: rest };

  const mainHeadings = drafts.filter((draft) => draft.type === 'draftHeading' && draft.level === 1);
  const [main] = mainHeadings;
  if (mainHeadings.length === 1 && main?.type === 'draftHeading') {
    const title = oneLine(inlineText(main.content));
    if (isTitle(title, longestTitle)) return { title, drafts };
  }
  if (stated !== '') return { title: stated, drafts };

  const line = first?.type === 'paragraph' ? inlineText(first.content ?? []) : '';
  if (isTitle(line, longestTitleLine) && !/[.;:,]$|\n/.test(line))
    return { title: line, drafts: rest };
  return { title: titleFromFileName(cleanText(fileName)), drafts };
}

function isTitle(text: string, longest: number): boolean {
  return /\p{L}/u.test(text) && text.length <= longest && !openingParts.test(text);
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim().slice(0, longestTitle);
}
