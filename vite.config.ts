import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022' },
  worker: { format: 'es' },
  // Without it Vitest takes Svelte's server build, in which nothing reacts.
  ...(process.env['VITEST'] ? { resolve: { conditions: ['browser'] } } : {}),
  test: {
    testTimeout: 20_000,
    include: ['tests/{unit,contract,simulation}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['tests/support/seeds.ts']
  }
});
