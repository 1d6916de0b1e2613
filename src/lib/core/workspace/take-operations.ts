import type { Bytes, Id } from '#lib/core/base/index.ts';
import { isAtLeast, type Ledger } from '#lib/core/membership/index.ts';

/** So many operations of one device are kept of people who can neither write nor admit anybody. */
const mostOfOne = 200;

/**
 * Adds operations in the order given, as far as it goes. Those that a reader or commenter signed
 * beyond a limit are left out, or one person could fill everybody's disk; unless an operation of
 * somebody else stands on them, which nobody's flood may keep from being heard. `added` grows while
 * it works, for what is kept is kept though a later one fails.
 */
export async function takeOperations(
  ledger: Ledger,
  records: readonly Bytes[],
  added: Bytes[]
): Promise<'added' | 'waiting' | 'refused'> {
  const held: Bytes[] = [];
  const add = async (record: Bytes, isAdmitted: (deviceId: Id) => boolean) => {
    const result = await ledger.add(record, isAdmitted);
    if (result.ok && result.value) added.push(record);
    return result;
  };
  const isFewEnough = (deviceId: Id) =>
    ledger.countOf(deviceId) < mostOfOne || isAtLeast(ledger.view.roleOf(deviceId), 'editor');
  for (const record of records) {
    let result = await add(record, isFewEnough);
    if (!result.ok && result.error === 'missing-parents' && held.length > 0) {
      for (const one of held.splice(0)) await add(one, () => true);
      result = await add(record, isFewEnough);
    }
    if (result.ok) continue;
    if (result.error === 'too-many') held.push(record);
    else return result.error === 'missing-parents' ? 'waiting' : 'refused';
  }
  return 'added';
}
