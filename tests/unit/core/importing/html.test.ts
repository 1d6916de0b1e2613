import { describe, expect, it } from 'vitest';
import type { Block } from '#lib/core/documents/index.ts';
import { bullets, cellsOf, heading, imported, lineBreak, paragraph } from './reading.ts';

async function blocksOf(html: string): Promise<Block[]> {
  return (await imported('page.html', `<h1>A title</h1>${html}`)).blocks;
}

describe('Carys imports a web page', () => {
  it('takes the first heading as the title and settles the others beneath it', async () => {
    const { title, blocks } = await imported(
      'x.html',
      '<title>Site – Page</title><h1>Learning <em>from</em> falls</h1><h2>Why</h2><h4>Detail</h4><h5>More</h5>'
    );
    expect(title).toBe('Learning from falls');
    expect(blocks).toEqual([heading(2, 'Why'), heading(4, 'Detail'), heading(4, 'More')]);
    const sections = await imported(
      'x.html',
      '<h1>Falls</h1><h1>What</h1><h2>Where</h2><h3>When</h3>'
    );
    expect(sections.blocks).toEqual([heading(2, 'What'), heading(3, 'Where'), heading(4, 'When')]);
  });

  it('looks for a title in <title>, the first line and the file name when no heading opens the page', async () => {
    expect((await imported('x.html', '<title>Falls</title><p>Prose.</p>')).title).toBe('Falls');
    expect((await imported('x.html', '<p>Falls on Ward 7</p><p>Prose.</p>')).title).toBe(
      'Falls on Ward 7'
    );
    expect((await imported('falls_ward-7.html', '<p>Prose.</p>')).title).toBe('Falls ward 7');
    const late = await imported('x.html', '<p>Skip to content</p><h1>Falls</h1><h2>Why</h2>');
    expect(late.title).toBe('Falls');
    expect(late.blocks).toHaveLength(3);
  });

  it('shows white space as a browser does', async () => {
    expect(
      await blocksOf(
        '<div>\n  One\n  <b>two </b> <i> three</i><br>\n four </div> five<section>six</section>'
      )
    ).toEqual([
      paragraph(
        'One ',
        { type: 'text', text: 'two ', marks: [{ type: 'bold' }] },
        { type: 'text', text: 'three', marks: [{ type: 'italic' }] },
        lineBreak,
        'four'
      ),
      paragraph('five'),
      paragraph('six')
    ]);
    expect(await blocksOf('<p>one<br><br>two</p><p>&nbsp;</p><p> </p>')).toEqual([
      paragraph('one'),
      paragraph('two')
    ]);
  });

  it('keeps the lines and spaces of preformatted text', async () => {
    expect(await blocksOf('<pre>\nif a:\n    b &amp; c\n\nend</pre>')).toEqual([
      paragraph('if a:', lineBreak, '    b & c', lineBreak, lineBreak, 'end')
    ]);
  });

  it('leaves out scripts, styles, comments, controls and what is hidden, but not the forms around pages', async () => {
    const { blocks, notes } = await imported(
      'x.html',
      `<p>See.</p><style>p{}</style><script>alert("x")</script><!-- no --><template>no</template><noscript>no</noscript>
       <form><p onclick="x()">Ward <span hidden>no</span><span style="DISPLAY : none">no</span>7</p>
       <button>no</button><textarea>no</textarea><select><option>no</option></select>
       <label><input type="checkbox" checked> seen</label> <input type="checkbox"> told</form>
       <svg><text>no</text></svg><img src="a.png" alt="no"><iframe src="https://x.org">no</iframe>`
    );
    expect(blocks).toEqual([paragraph('See.'), paragraph('Ward 7'), paragraph('☑ seen ☐ told')]);
    expect(notes).toEqual([{ type: 'pictures-left-out', count: 1 }]);
  });

  it('keeps links to https and e-mail, and the words of all others', async () => {
    const link = (text: string, href: string) => ({
      type: 'text' as const,
      text,
      marks: [{ type: 'link' as const, attrs: { href } }]
    });
    const { blocks, notes } = await imported(
      'x.html',
      `<p>See.</p><p><a href="https://example.org/a?b=c">one</a>, <a href="mailto:amina@example.org">two</a>,
       <a href="javascript:alert(1)">three</a>, <a href="java\tscript:alert(1)">four</a>, <a href="http://example.org">five</a>,
       <a href="/local">six</a>, <a href="#top">seven</a>, <a name="x">eight</a>, <a href="data:text/html,x">nine</a></p>`
    );
    expect(blocks[1]).toEqual(
      paragraph(
        link('one', 'https://example.org/a?b=c'),
        ', ',
        link('two', 'mailto:amina@example.org'),
        ', three, four, five, six, seven, eight, nine'
      )
    );
    expect(notes).toEqual([{ type: 'links-left-out', count: 5 }]);
  });

  it('keeps lists within lists, well formed or not', async () => {
    const nested = [bullets([paragraph('a'), bullets('b', 'c')], 'd')];
    expect(await blocksOf('<ul><li>a<ul><li>b<li>c</ul><li>d</ul>')).toEqual(nested);
    expect(await blocksOf('<ul><li>a</li><ul><li>b</li><li>c</li></ul><li>d</li></ul>')).toEqual(
      nested
    );
    expect(await blocksOf('<ul><li><ul><li>a</li></ul></li><li><h3>b</h3>c</li> d </ul>')).toEqual([
      bullets('a', [paragraph('b'), paragraph('c')], 'd')
    ]);
    expect(await blocksOf('<ol start="3"><li><p>a</p><p>b</p></li></ol><ul></ul>')).toEqual([
      {
        type: 'orderedList',
        attrs: { start: 3 },
        content: [{ type: 'listItem', content: [paragraph('a'), paragraph('b')] }]
      }
    ]);
  });

  it('keeps tables and makes them rectangular', async () => {
    const [table] = await blocksOf(
      `<table><caption>Falls</caption><thead><tr><th>Ward<th colspan=2>Falls</thead>
       <tr><td rowspan=2>7<td>3<td>4<tr><td>5<tr><td colspan=99>none<tr></table>`
    ).then((blocks) => blocks.slice(1));
    expect(cellsOf(table)).toEqual([
      ['#Ward', '#Falls[colspan 2]'],
      ['7[rowspan 2]', '3', '4'],
      ['5', ''],
      ['none[colspan 3]']
    ]);
  });

  it('reads tables that are there for the layout one cell after another', async () => {
    expect(
      await blocksOf(
        '<table><tr><td>menu<td><h2>Falls</h2><table><tr><td>a<td>b</table></table><table><tr><td>box</table>'
      )
    ).toEqual([
      paragraph('menu'),
      heading(2, 'Falls'),
      expect.objectContaining({ type: 'table' }),
      paragraph('box')
    ]);
  });

  it('reads entities, quotations, definitions and raised digits, and tells of struck-out text', async () => {
    const { blocks, notes } = await imported(
      'x.html',
      '<p>See.</p><p>&pound;5 &lt; &#8364;6 &amp;amp; e&#x301;</p><p><q>late</q> 10<sup>-3</sup> 2<sup>nd</sup> H<sub>2</sub>O</p>' +
        '<dl><dt>RAG<dd>red</dl><blockquote>x<p>y</blockquote><p><s>old</s> new</p>'
    );
    expect(blocks.slice(1)).toEqual([
      paragraph('£5 < €6 &amp; é'),
      paragraph('“late” 10⁻³ 2nd H2O'),
      paragraph({ type: 'text', text: 'RAG', marks: [{ type: 'bold' }] }),
      paragraph('red'),
      { type: 'blockquote', content: [paragraph('x'), paragraph('y')] },
      paragraph('old new')
    ]);
    expect(notes).toEqual([{ type: 'struck-out-text-kept', count: 1 }]);
  });

  it('reads the encoding that the page declares', async () => {
    const page = new Uint8Array(
      Buffer.from(
        '<meta charset="windows-1251"><p>\xcf\xe0\xe4\xe5\xed\xe8\xe5 \xef\xe0\xf6\xe8\xe5\xed\xf2\xe0.</p>',
        'latin1'
      )
    );
    const { blocks, notes } = await imported('x.html', page);
    expect(blocks).toEqual([paragraph('Падение пациента.')]);
    expect(notes).toEqual([]);
  });
});
