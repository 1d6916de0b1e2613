/** From low to high; each may do all that the ones before it may. */
export const roles = ['reader', 'commenter', 'editor', 'steward', 'admin'] as const;

export type Role = (typeof roles)[number];

/** A role's number on the wire, 1 … 5; 0 stands for none. */
export type Level = number;

export const levels = { reader: 1, commenter: 2, editor: 3, steward: 4, admin: 5 } as const;

export const levelOf = (role: Role): Level => levels[role];

/** Undefined for a number that is no role. */
export const roleOfLevel = (level: Level): Role | undefined => roles[level - 1];

export const isAtLeast = (role: Role | null, wanted: Role): boolean =>
  role !== null && levels[role] >= levels[wanted];
