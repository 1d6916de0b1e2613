import type { Block } from '#lib/core/documents/index.ts';
import { limits } from '../limits.ts';
import { inlineFromText } from './emphasis.ts';
import { parseMarker, type MarkedLine } from './line-marker.ts';
import { joinOf, seamOf, type Wrap } from './line-wrap.ts';
import { buildLists } from './read-list.ts';
import { readTableRun } from './read-table.ts';

/** Lines drawn with signs; they hold no words and end what stands above them. */
const drawnLine = /^[-=_*~#+.·─━═\s]{3,}$/;

/** A group of lines with no blank one among them, as tables, lists and paragraphs in their order. */
export function readLines(lines: readonly string[], wrap: Wrap, onTooLarge: () => void): Block[] {
  const blocks: Block[] = [];
  const prose = new Prose(wrap, blocks);
  let at = 0;
  let knownNoTable = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const run = at < knownNoTable ? null : readTableRun(lines, at);
    if (run?.table) {
      prose.end();
      blocks.push(run.table);
      at = run.end;
      continue;
    }
    if (run) knownNoTable = run.end;
    if (run?.isTooLarge) onTooLarge();
    if (drawnLine.test(line)) {
      prose.end();
      at += 1;
    } else if (prose.isBrokenOffBy(line)) {
      prose.end();
      at = readListRun(lines, at, wrap, blocks);
    } else {
      prose.add(line);
      at += 1;
    }
  }
  prose.end();
  return blocks;
}

/** Reads items and the lines that go on with them; returns where the list ends. */
function readListRun(lines: readonly string[], start: number, wrap: Wrap, blocks: Block[]): number {
  const items: MarkedLine[] = [];
  let previous = '';
  let at = start;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const marker = parseMarker(line, items.length > 0);
    const item = items.at(-1);
    if (marker) items.push(marker);
    else if (item && !drawnLine.test(line) && goesOn(previous, line, item, wrap)) {
      const text = line.trim();
      const isBroken = joinOf(previous, text, wrap) === 'same-line';
      item.text += (isBroken ? seamOf(previous, text) : '\n') + text;
    } else break;
    previous = line;
  }
  for (const list of buildLists(items)) blocks.push(list);
  return at;
}

function goesOn(previous: string, line: string, item: MarkedLine, wrap: Wrap): boolean {
  if (line.includes('\t')) return false;
  const indent = line.length - line.trimStart().length;
  return indent > item.indent || joinOf(previous, line, wrap) === 'same-line';
}

/** Running text, gathered line by line. */
class Prose {
  readonly #wrap: Wrap;
  readonly #blocks: Block[];
  #text = '';
  #lines = 0;
  #previous = '';

  constructor(wrap: Wrap, blocks: Block[]) {
    this.#wrap = wrap;
    this.#blocks = blocks;
  }

  /** A marker opens a list, unless the line above was broken just there: "on ward / 12. The nurse …". */
  isBrokenOffBy(line: string): boolean {
    const marker = parseMarker(line);
    if (marker === null || this.#lines === 0) return marker !== null;
    const isDoubtful = marker.number !== null || /^\s*[–—]/.test(line);
    const isMidSentence =
      !/[.:;!?]$/.test(this.#previous) && joinOf(this.#previous, line, this.#wrap) === 'same-line';
    return !(isDoubtful && isMidSentence);
  }

  add(line: string): void {
    const text = line.trim();
    const join = joinOf(this.#previous, text, this.#wrap);
    if (this.#lines > 0 && join === 'new-paragraph') this.end();
    if (this.#lines > 0 && join === 'same-line') {
      this.#text += seamOf(this.#previous, text) + text;
    } else {
      this.#text += (this.#lines > 0 ? '\n' : '') + text;
      this.#lines += 1;
    }
    this.#previous = text;
  }

  end(): void {
    const isTooLong = this.#lines > limits.linesInParagraph;
    for (const paragraph of isTooLong ? this.#text.split('\n') : [this.#text]) {
      const content = inlineFromText(paragraph);
      if (content.length > 0) this.#blocks.push({ type: 'paragraph', content });
    }
    this.#text = '';
    this.#lines = 0;
  }
}
