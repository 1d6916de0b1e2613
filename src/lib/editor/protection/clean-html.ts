const blocks = /<(style|script|template|noscript)\b[\s\S]*?(<\/\1\s*>|$)/gi;
const comments = /<!--(?!StartFragment|EndFragment)[\s\S]*?-->/gi;
const tags = /<[a-z][^>]*>/gi;
const looks = /\s(style|bgcolor|background|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;

/**
 * Takes looks and scripts out of what was copied elsewhere, before the browser reads it: it would
 * not run them, but report each as a breach of the page's policy. What may stay is for the schema
 * to say.
 */
export const cleanHtml = (html: string): string =>
  html
    .replace(blocks, '')
    .replace(comments, '')
    .replace(tags, (tag) => tag.replace(looks, ''));
