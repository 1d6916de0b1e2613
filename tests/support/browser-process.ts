import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Kills everything that runs on a browser profile, as a power cut would: no goodbye. */
export async function killBrowserOn(profile: string): Promise<void> {
  const processes = processesOn(profile);
  for (const group of new Set(processes.map(({ group }) => group))) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
  while (processesOn(profile).length > 0) await pause(10);
}

function processesOn(profile: string): { pid: number; group: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        if (!words.some((word) => word === `--user-data-dir=${profile}`)) return [];
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
        return [{ pid: Number(name), group }];
      } catch {
        return [];
      }
    });
}
