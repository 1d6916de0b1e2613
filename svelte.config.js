import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';
import { withPrecache } from './scripts/precache.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: {
    // Libraries decide for themselves; our own components are runes only.
    runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true)
  },
  kit: {
    adapter: withPrecache(adapter({ fallback: '200.html' })),
    // Offline deep links must ask for /_app/…, not for /d/_app/….
    paths: { relative: false },
    version: { name: version },
    serviceWorker: { register: true },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['none'],
        'script-src': ['self', 'wasm-unsafe-eval'],
        'style-src': ['self'],
        // Kit's route announcer carries one inline style attribute; this is its hash.
        'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
        'img-src': ['self', 'blob:', 'data:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'manifest-src': ['self'],
        'base-uri': ['none'],
        'form-action': ['none'],
        'object-src': ['none']
      }
    },
    typescript: {
      config: (config) => {
        config.include.push('../tests/**/*.ts', '../*.ts', '../signaling/**/*.ts');
        config.exclude = [...(config.exclude ?? []), '../src/service-worker/**/*.ts'];
      }
    }
  }
};
