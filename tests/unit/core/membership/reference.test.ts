import { describe, expect, it } from 'vitest';
import { community, scenarios } from '../../../support/ledger-scenarios.ts';

describe('the reference, on who goes', () => {
  it('keeps the more senior of two who remove each other', () => {
    const story = scenarios['two admins remove each other']();
    expect(story.members()).toEqual(['Amina admin', 'Ben admin', 'Eve editor', 'Rio reader']);
  });
  it.each(Object.keys(scenarios))('%s', (k) => {
    console.log(
      k,
      scenarios[k as keyof typeof scenarios]().members(),
      scenarios[k as keyof typeof scenarios]().devices()
    );
  });
});
