export { err, ok, type Result } from './result.ts';
export {
  type Bytes,
  compareBytes,
  concatBytes,
  copyBytes,
  equalBytes,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  uintToBytes,
  utf8
} from './bytes.ts';
export { type Id, idFromBytes, idToBytes, isId } from './ids.ts';
export { decodePlain, encodePlain, type Plain } from './cbor.ts';
export * as shape from './shape.ts';
export { type Clock, type Random, systemClock, systemRandom } from './environment.ts';
export { Listeners } from './events.ts';
export { Queue } from './queue.ts';
