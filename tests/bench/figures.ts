import { appendFileSync } from 'node:fs';
import { test } from '@playwright/test';
import { options } from './options.ts';

export interface Peer {
  name: string;
  /** Null where the peer could not be measured; `note` says why. */
  value: number | null;
  note?: string;
}

interface Measured {
  value: number;
  unit: string;
  /** How many things were measured: documents, strokes, kills, envelopes. */
  n: number;
  peer?: Peer;
}

/** A part of a suite, left out when none of its figures is asked for. */
export function measure(figures: readonly string[], work: () => Promise<void>): void {
  if (options.only !== null && !figures.includes(options.only)) return;
  test(figures.join(', '), work);
}

/** Puts a figure on its line. */
export function report(name: string, { value, unit, n, peer }: Measured): void {
  if (options.only !== null && options.only !== name) return;
  const line = { suite: options.suite, name, value: rounded(value), unit, n };
  appendFileSync(options.figures, `${JSON.stringify({ ...line, ...against(value, peer) })}\n`);
}

/** What happens on the way. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function against(value: number, peer: Peer | undefined) {
  if (!peer) return {};
  if (peer.value === null) return { peer: peer.name, peer_value: null, note: peer.note ?? '' };
  const ratio = rounded(value / peer.value);
  return { peer: peer.name, peer_value: rounded(peer.value), ratio };
}

/** Three figures that count, or all of a whole number. */
const rounded = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
