import type { HistoryRow } from '#lib/core/workspace/index.ts';
import { isoOf } from '#lib/ui/index.ts';

const heading = ['When (as their device said)', 'Who', 'Organisation', 'What', 'Has effect'];

/** A membership history as RFC 4180 has it. Times are ISO 8601 in UTC. */
export function historyAsCsv(rows: HistoryRow[]): string {
  const lines = rows.map(({ at, who, organisation, what, counts }) => [
    isoOf(at) ?? '',
    who,
    organisation,
    what,
    counts ? 'yes' : 'no'
  ]);
  return [heading, ...lines].map((line) => `${line.map(cellOf).join(',')}\r\n`).join('');
}

/** Quoted where it has to be, and never taken for a formula: names are chosen by others. */
function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
