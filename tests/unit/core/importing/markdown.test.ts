import { describe, expect, it } from 'vitest';
import { bullets, cellsOf, heading, imported, paragraph } from './reading.ts';

describe('Dev imports Markdown', () => {
  it('keeps headings, emphasis, lists, tasks, tables, quotes and links', async () => {
    const { title, blocks } = await imported(
      'case.md',
      `# Wrong lens

Two lenses were **in the tray**, *both* open,
so [read this](https://example.org) &mdash; or [that](http://example.org).

## Why
- no pause
  - no list
- [x] told

| Step | Who |
|------|-----|
| Check | Nurse |

> Nobody asked.

<div onclick="x()">Raw <b>HTML</b><script>alert(1)</script></div>
`
    );
    expect(title).toBe('Wrong lens');
    expect(blocks).toEqual([
      paragraph(
        'Two lenses were ',
        { type: 'text', text: 'in the tray', marks: [{ type: 'bold' }] },
        ', ',
        { type: 'text', text: 'both', marks: [{ type: 'italic' }] },
        ' open, so ',
        {
          type: 'text',
          text: 'read this',
          marks: [{ type: 'link', attrs: { href: 'https://example.org/' } }]
        },
        ' — or that.'
      ),
      heading(2, 'Why'),
      bullets([paragraph('no pause'), bullets('no list')], '☑ told'),
      expect.objectContaining({ type: 'table' }),
      { type: 'blockquote', content: [paragraph('Nobody asked.')] },
      paragraph('Raw ', { type: 'text', text: 'HTML', marks: [{ type: 'bold' }] })
    ]);
    expect(cellsOf(blocks[3])).toEqual([
      ['#Step', '#Who'],
      ['Check', 'Nurse']
    ]);
  });

  it('takes the title from front matter and keeps what else stands there', async () => {
    const { title, blocks } = await imported(
      'x.markdown',
      '---\ntitle: "Falls: a review"\nauthor: Dev\n---\n# Findings\n\nText.\n'
    );
    expect(title).toBe('Falls: a review');
    expect(blocks).toEqual([paragraph('author: Dev'), heading(2, 'Findings'), paragraph('Text.')]);
    expect((await imported('x.md', '---\ntitle: Falls\n---\n# Falls\n\nText.')).blocks).toEqual([
      paragraph('Text.')
    ]);
    expect((await imported('x.md', '---\n\nNot front matter.\n\n---\n')).title).toBe('X');
  });

  it('reads Markdown that no reader could bear as plain text', async () => {
    for (const markdown of [
      `${'>'.repeat(5000)} deep`,
      Array.from({ length: 500 }, (_, depth) => `${'  '.repeat(depth)}- deep`).join('\n'),
      `${'_a__b'.repeat(20_000)} deep`,
      `${'- '.repeat(5000)} deep`,
      `${'[a]('.repeat(30_000)} deep`
    ]) {
      expect(JSON.stringify((await imported('x.md', markdown)).blocks)).toContain('deep');
    }
  });
});
