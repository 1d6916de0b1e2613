import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StepFailed, attempt, say } from './steps.mjs';

const chromiums = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const firefox = '/usr/bin/firefox-esr';
const ip = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip', '/bin/ip'];

/** The system's own Chromium, if it has one that runs. */
export function findChromium() {
  return chromiums.find((path) => existsSync(path) && answers(path));
}

/**
 * What the end-to-end tests need beyond npm: a Chromium, and as root on Linux the `ip` tool, with
 * which they cut a person's network. Firefox is welcome, and fetched only where CI asks for all.
 */
export function provideBrowsers() {
  const debian = createDebian();
  if (!findChromium() && !(debian.install('chromium') && findChromium())) fetchChromium();
  if (debian.isHere && !ip.some(existsSync)) debian.install('iproute2');
  if (debian.isHere && process.env.CI && !existsSync(firefox)) debian.install('firefox-esr');
}

function fetchChromium() {
  const cli = 'node_modules/@playwright/test/cli.js';
  if (attempt(process.execPath, [cli, 'install', 'chromium'])) return;
  throw new StepFailed(
    'The tests need a browser, and none could be found or fetched. Install Chromium ' +
      '(on Debian: apt-get install chromium) and try again.'
  );
}

/** Debian's packages, where we may install any. A package that will not come is said, not fatal. */
function createDebian() {
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  const isHere = isRoot && existsSync('/usr/bin/apt-get');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  let isUpdated = false;
  return {
    isHere,
    install(name) {
      if (!isHere) return false;
      say(`Installing ${name} …`);
      isUpdated ||= attempt('apt-get', ['update', '-qq'], env);
      const isDone = attempt(
        'apt-get',
        ['install', '-y', '-qq', '--no-install-recommends', name],
        env
      );
      if (!isDone) say(`Debian's package ${name} could not be installed; going on without it.`);
      return isDone;
    }
  };
}

/** Ubuntu's `chromium-browser` may be a mere note that a snap is needed: so ask it. */
function answers(path) {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
