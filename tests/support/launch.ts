import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from '@playwright/test';
import { findChromium } from '../../scripts/prepare/browsers.mjs';
import type { PersonalNetwork } from './network-lab.ts';

const starter = fileURLToPath(new URL('./chromium-in-namespace.sh', import.meta.url));

// Without these Chromium asks Google's hosts for this and that at every start.
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Candidates by address: no mDNS responder lives in a test's namespace.
  '--disable-features=WebRtcHideLocalIpsWithMdns'
];

/** A Chromium process on a profile and a network cable of its own. */
export async function launch(
  profile: string,
  network: PersonalNetwork,
  { size, dark }: { size?: { width: number; height: number }; dark?: boolean }
): Promise<BrowserContext> {
  const browser = findChromium() ?? chromium.executablePath();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: starter,
    env: { ...process.env, CAIRN_NAMESPACE: network.namespace, CAIRN_BROWSER: browser },
    args: quietly,
    viewport: size ?? { width: 1280, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce'
  });
  context.setDefaultTimeout(30_000);
  return context;
}
