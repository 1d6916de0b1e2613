import { existsSync, readFileSync } from 'node:fs';
import { run } from './steps.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for, going by the list that npm leaves
 * there when it has finished. An optional package may be missing: it is for another platform.
 */
export function areInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  const wanted = Object.entries(packagesIn('package-lock.json')).filter(([path]) => path !== '');
  return wanted.every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional;
  });
}

/** Exactly what the lock says, development tools included even where NODE_ENV is production. */
export function install() {
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  // npm names its own script when it runs us; started by hand we trust to the PATH.
  const npm = process.env.npm_execpath;
  if (npm) run('Installing packages', process.execPath, [npm, ...args]);
  else run('Installing packages', process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
