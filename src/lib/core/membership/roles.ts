/** From low to high; each may do all that the ones before it may. */
export const roles = ['reader', 'commenter', 'editor', 'steward', 'admin'] as const;

export type Role = (typeof roles)[number];

/** A role's number on the wire, 1 … 5. */
export const roleToNumber = (role: Role): number => roles.indexOf(role) + 1;

/** Undefined for a number that is no role. */
export const roleFromNumber = (number: number): Role | undefined => roles[number - 1];

export const isAtLeast = (role: Role | null, wanted: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(wanted);
