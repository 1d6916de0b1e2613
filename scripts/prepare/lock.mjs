import { createHash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { say } from './steps.mjs';

/** Does the work while no other process does the same in this checkout. */
export function alone(work) {
  const checkout = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `cairn-prepare-${userInfo().uid}-${checkout}`);
  let waitsFor;
  while (!take(lock)) {
    const holder = holderOf(lock);
    if (holder !== undefined && !isAlive(holder)) rmSync(lock, { force: true });
    else if (holder !== waitsFor)
      say(`Waiting: process ${holder} prepares this checkout (${lock}) …`);
    waitsFor = holder;
    pause(200);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** A link is made whole or not at all, so nobody ever sees a lock without its holder. */
function take(lock) {
  const own = `${lock}-${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function holderOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
