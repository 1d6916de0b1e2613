export { holdLock, stealLock, takeSlot, tryLock, waitForLock, whenFree } from './locks.ts';
