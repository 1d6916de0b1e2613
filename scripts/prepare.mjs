// Runs before `npm start` and `npm test`, perhaps on a fresh checkout: nothing but Node's own
// modules, for node_modules may not exist yet, and quick when everything is there already.
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './prepare/build.mjs';
import { provideBrowsers } from './prepare/browsers.mjs';
import { areInstalled, install } from './prepare/dependencies.mjs';
import { alone } from './prepare/lock.mjs';
import { StepFailed, say } from './prepare/steps.mjs';

const [, , purpose = 'start'] = process.argv;

try {
  if (!['start', 'test'].includes(purpose)) throw new StepFailed('Say what for: start or test.');
  requireNode(20, 19);
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  alone(() => {
    if (!areInstalled()) install();
    if (!isBuilt()) build();
    if (purpose === 'test') provideBrowsers();
  });
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function requireNode(major, minor) {
  const [hasMajor, hasMinor] = process.versions.node.split('.').map(Number);
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return;
  throw new StepFailed(
    `Cairn needs Node ${major}.${minor} or newer, and this is ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and try again.'
  );
}
