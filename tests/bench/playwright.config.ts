import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { options } from './options.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.bench.ts',
  // What is measured side by side measures the other as well.
  workers: 1,
  retries: 0,
  timeout: 0,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  outputDir: join(options.folder, 'results')
});
