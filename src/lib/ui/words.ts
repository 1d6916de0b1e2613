const lists = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const fullDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric'
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit'
});
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit'
});

/** "Harbour, Northgate and Riverside". */
export function listOf(names: string[]): string {
  return lists.format(names);
}

/** "1 document", "2 documents". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** The time today, the day this year, the date before: as short as it stays clear. */
export function shortDate(at: number, now = Date.now()): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return clock.format(date);
  const sameYear = date.getFullYear() === today.getFullYear();
  return (sameYear ? dayAndMonth : fullDay).format(date);
}

/** "Tuesday 3 March at 14:05". */
export function longDate(at: number): string {
  return dayAndTime.format(new Date(at));
}

/** "3 March 2026". */
export const dayOf = (at: number): string => formatted(at, day);

/** "3 Mar 2026, 14:05". */
export const timeOf = (at: number): string => formatted(at, dayAndClock);

/** ISO 8601 in UTC; undefined for a number that no calendar has, for devices claim what they like. */
export function isoOf(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function formatted(at: number, format: Intl.DateTimeFormat): string {
  return isoOf(at) === undefined ? 'an unknown time' : format.format(new Date(at));
}

/** At most two letters for a space or a person: "Only me" → "OM", "Amina" → "Am". */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first, second] = words;
  if (!first) return '·';
  if (!second) return first.slice(0, 1).toUpperCase() + first.slice(1, 2);
  return (first.slice(0, 1) + second.slice(0, 1)).toUpperCase();
}
