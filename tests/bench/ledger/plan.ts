/** What happens in a community, one act after the other, told to ours and to the peer alike. */
export type PlannedAct =
  | { act: 'admit'; person: number }
  | { act: 'give-role'; person: number; turn: number }
  | { act: 'remove'; person: number };

/**
 * A founding, then so many acts that a ledger of ours has `operations` of them: `people` come in
 * (an invitation and an admission each), roles are given, and one in forty acts removes somebody.
 */
export function planCommunity(operations: number, people: number): PlannedAct[] {
  const acts: PlannedAct[] = [];
  for (let person = 1; person < people; person++) acts.push({ act: 'admit', person });
  const left = operations - 1 - 2 * acts.length;
  const removals = Math.min(Math.floor(left / 40), Math.floor(people / 4));
  // Whoever will be removed comes last among the people, and is given nothing before.
  const stay = people - 1 - removals;
  for (let i = 0, removed = 0; i < left; i++) {
    const isRemoval = removed < removals && i % 40 === 39;
    if (isRemoval) acts.push({ act: 'remove', person: people - 1 - removed++ });
    else acts.push({ act: 'give-role', person: 1 + (i % stay), turn: Math.floor(i / stay) });
  }
  return acts;
}
