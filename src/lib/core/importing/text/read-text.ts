import type { Draft, DraftText } from '../types.ts';
import { inlineFromText } from './emphasis.ts';
import { parseMarker } from './line-marker.ts';
import { isParagraphLine, measureWrap } from './line-wrap.ts';
import { readHeading } from './read-heading.ts';
import { readLines } from './read-lines.ts';

/**
 * Plain text as drafts. Structure is made only where it is beyond doubt (headings, lists, columns
 * parted by tabs or pipes); everything else keeps its lines. No word is ever left out or moved.
 */
export function readText(text: string): DraftText {
  const groups = splitGroups(text);
  const wrap = measureWrap(groups);
  const drafts: Draft[] = [];
  let largeTables = 0;
  for (const [index, group] of groups.entries()) {
    const heading = readHeading(group, groups[index + 1]);
    if (heading)
      drafts.push({
        type: 'draftHeading',
        level: heading.level,
        content: inlineFromText(heading.text)
      });
    const blocks = readLines(
      heading ? group.slice(heading.lines) : group,
      wrap,
      () => (largeTables += 1)
    );
    for (const block of blocks) drafts.push(block);
  }
  return {
    drafts,
    notes: largeTables > 0 ? [{ type: 'tables-kept-as-text', count: largeTables }] : []
  };
}

/** Runs of lines with no blank line among them; a line long enough to be a paragraph stands by itself. */
function splitGroups(text: string): string[][] {
  const groups: string[][] = [];
  let group: string[] = [];
  for (const raw of [...text.split(/\r\n?|[\n\f]/), '']) {
    const line = raw.trimEnd();
    const isBlank = line.trim() === '';
    const previous = group.at(-1);
    if (previous !== undefined && (isBlank || standsApart(previous, line))) {
      groups.push(group);
      group = [];
    }
    if (!isBlank) group.push(keepTabs(raw, line));
  }
  return groups;
}

function standsApart(previous: string, line: string): boolean {
  const isColumns = previous.includes('\t') && line.includes('\t');
  return (isParagraphLine(previous) || isParagraphLine(line)) && !isColumns && !parseMarker(line);
}

/** Tabs at the end of a line are empty columns, not white space. */
function keepTabs(raw: string, line: string): string {
  return line + raw.slice(line.length).replace(/[^\t]/g, '');
}
