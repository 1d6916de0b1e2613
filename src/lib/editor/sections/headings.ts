import type { Kind } from '#lib/core/documents/index.ts';

export interface Heading {
  text: string;
  guidance: string;
  level: 2 | 3;
}

/** What stands above a section; for one that the kind does not name, its id in readable form. */
export function headingOf(kind: Kind | null, sectionId: string): Heading {
  const section = kind?.sections.find(({ id }) => id === sectionId);
  if (section) return { text: section.heading, guidance: section.guidance, level: section.level };
  return { text: readable(sectionId), guidance: '', level: 2 };
}

function readable(id: string): string {
  const words = id.replaceAll(/[-_\s]+/g, ' ').trim();
  return words === '' ? 'Untitled part' : words.charAt(0).toUpperCase() + words.slice(1);
}
