import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './steps.mjs';

// A build empties its folder, so the stamp goes with the build that it vouches for.
const stamp = 'build/.built';
const outputs = ['build/200.html', 'dist-server/main.js', 'dist-server/signaling.js'];
const files = [
  'package.json',
  'package-lock.json',
  'svelte.config.js',
  'tsconfig.json',
  'vite.config.ts',
  'vite.server.config.ts',
  'scripts/precache.js'
];
const folders = ['src', 'static', 'signaling'];

/** Whether the last build was made of exactly what lies here now. */
export function isBuilt() {
  if (![stamp, ...outputs].every((path) => existsSync(path))) return false;
  return readFileSync(stamp, 'utf8') === hashOfInputs();
}

export function build() {
  const hash = hashOfInputs();
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'];
  const env = { NODE_ENV: 'production' };
  run('Building the app', process.execPath, vite, env);
  run('Building the server', process.execPath, [...vite, '--config', 'vite.server.config.ts'], env);
  writeFileSync(stamp, hash);
}

function hashOfInputs() {
  const hash = createHash('sha256');
  for (const path of [...files, ...folders.flatMap(filesIn)]) {
    if (!existsSync(path)) continue;
    const content = readFileSync(path);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
