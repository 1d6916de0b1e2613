import type { DeviceRow } from '#lib/core/workspace/index.ts';
import { countOf } from '#lib/ui/index.ts';

type Reason = keyof DeviceRow['refused'];

const words: Record<Reason, (times: number) => string> = {
  unreadable: (n) => `${countOf(n, 'message')} that made no sense`,
  operation: (n) => `${countOf(n, 'decision')} about people that had been forged or damaged`,
  envelope: (n) => `${countOf(n, 'change')} that had been forged or damaged`,
  'too-much': (n) => `${n} times more than it had been asked for`,
  'no-right': (n) => `${countOf(n, 'change')} that it had no right to make`
};

/** What this device keeps in mind of another; empty for one that nothing was refused of. */
export function refusedWords(refused: DeviceRow['refused']): string {
  const found = (Object.keys(words) as Reason[]).flatMap((reason) => {
    const times = refused[reason] ?? 0;
    return times > 0 ? [{ times, said: words[reason](times) }] : [];
  });
  const total = found.reduce((sum, { times }) => sum + times, 0);
  if (total === 0) return '';
  return `Sent ${countOf(total, 'thing')} that ${total === 1 ? 'was' : 'were'} refused: ${found.map(({ said }) => said).join(', ')}.`;
}
