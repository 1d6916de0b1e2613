import { marked } from 'marked';
import { readHtml } from './html/read-html.ts';
import { isTame } from './markdown-tameness.ts';
import { readText } from './text/read-text.ts';
import type { Draft, DraftText } from './types.ts';

/** Markdown (GitHub's) as drafts, by way of HTML; what no Markdown reader could bear is read as plain text. */
export function readMarkdown(markdown: string): DraftText {
  const { title, others, body } = splitFrontMatter(markdown);
  const read =
    (isTame(body) ? readHtml(marked.parse(body, { async: false, gfm: true })) : null) ??
    readText(body);
  return {
    ...read,
    drafts: [...others, ...read.drafts],
    ...(title !== '' && { statedTitle: { text: title, certain: true } })
  };
}

/** Front matter gives the title; its other lines stay, as a paragraph at the head of the document. */
function splitFrontMatter(markdown: string): { title: string; others: Draft[]; body: string } {
  const matter = /^---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(
    markdown
  );
  const lines = matter?.[1]?.split(/\r?\n/) ?? [];
  if (matter === null || !lines.some((line) => /^[\w-]+\s*:/.test(line)))
    return { title: '', others: [], body: markdown };
  const title =
    lines
      .map((line) => /^title\s*:\s*(.*)$/i.exec(line)?.[1])
      .find((value) => value !== undefined) ?? '';
  const others = lines.filter((line) => !/^title\s*:/i.test(line)).join('\n');
  return {
    title: title.trim().replace(/^(["'])(.*)\1$/, '$2'),
    others: readText(others).drafts,
    body: markdown.slice(matter[0].length)
  };
}
