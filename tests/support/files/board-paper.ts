/** Small seeded generator (mulberry32), so that the paper is the same on every machine. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const subjects = [
  'The ward team',
  'Each theatre',
  'The review group',
  'A named consultant',
  'The night shift',
  'Pharmacy'
];
const verbs = [
  'has agreed',
  'will audit',
  'reported on',
  'could not complete',
  'has re-started',
  'is monitoring'
];
const objects = [
  'the lens checking step',
  'handover between 19:00 and 20:00',
  'early warning scores on paper charts',
  'the “stop before you block” pause',
  'fluid balance for patients over 75',
  'discharge letters sent within 24 hours'
];
const ends = [
  'with results due in June',
  'and asked for a second reader',
  'although two sites were late',
  '– see minute 14.3',
  'at a cost of £1,250'
];
const headings = [
  'Ref',
  'Theme',
  'Work stream',
  'Committee',
  'Action',
  'Lead',
  'Due date',
  'RAG',
  'Progress'
];

/**
 * A long paper for a board, as it comes out of a PDF: prose in long lines, numbered sections, bullets,
 * and action plans whose tables were flattened to lines of cells, broken across pages in mid-cell.
 */
export function boardPaper(atLeastBytes = 96_000, seed = 7): string {
  const below = seeded(seed);
  const pick = (from: readonly string[]): string => from[below(from.length)] ?? '';
  const sentence = () => `${pick(subjects)} ${pick(verbs)} ${pick(objects)} ${pick(ends)}.`;
  const prose = (count: number) => Array.from({ length: count }, sentence).join(' ');
  const lines = [
    'Learning from lens incidents across two sites',
    '',
    'Executive Summary',
    '',
    prose(6),
    ''
  ];

  for (let section = 1; lines.join('\n').length < atLeastBytes; section += 1) {
    lines.push(`${section}. ${pick(objects).toUpperCase()}`, '', prose(5), '');
    lines.push(
      'The group asks the Board to:',
      '',
      ...Array.from({ length: 4 }, () => `- ${sentence()}`),
      ''
    );
    for (let page = 0; page < 3; page += 1) {
      lines.push(headings.join('\t'));
      for (let row = 0; row < 4; row += 1) {
        lines.push(
          below(3) === 0
            ? `${'\t'.repeat(8)}${prose(2)}`
            : [
                `${section * 10 + row}.`,
                pick(objects),
                '',
                'QSC',
                sentence(),
                'Matron (AB)',
                'End May 23',
                '5',
                prose(3)
              ].join('\t')
        );
      }
      lines.push(
        '\tKey 5\tDone 4\tIn hand\t3 Slipping, should re\t\tcover by autumn',
        '',
        ''
      );
      lines.push(`Page ${page + 1} of 3- APPENDIX ${section}`, '');
    }
  }
  return lines.join('\n');
}
