const choices = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** "Amina, Ben or Chloe", each name once. */
export const eitherOf = (names: string[]): string => choices.format([...new Set(names)]);
