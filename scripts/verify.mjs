// Everything that must hold before a change is done, one stage after the other. A stage that fails
// stops none of the others; the last line counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countPlaywright, countVitest } from './verify/counts.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'cairn-verify-'));
const unitReport = join(reports, 'vitest.json');
const e2eReport = join(reports, 'playwright.json');

// Types come first: they make what the others read of SvelteKit's.
const stages = [
  { name: 'types', command: 'npm run -s types' },
  { name: 'format', command: 'prettier --check --log-level warn .' },
  { name: 'lint', command: 'eslint .' },
  { name: 'unused code', command: 'knip --no-progress' },
  {
    name: 'unit, contract, simulation',
    command: `vitest run --reporter=default --reporter=json --outputFile.json="${unitReport}"`,
    count: () => countVitest(unitReport)
  },
  {
    name: 'end to end',
    command: 'playwright test --reporter=list,json',
    count: () => countPlaywright(e2eReport)
  }
];

const results = stages.map(runStage);
rmSync(reports, { recursive: true, force: true });
const total = results.reduce(
  (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
  { passed: 0, failed: 0 }
);
console.log(`\n${results.map(({ line }) => line).join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A stage without tests of its own counts as one. One that fails has at least one failure. */
function runStage({ name, command, count }) {
  console.log(`\n${name} …`);
  const start = performance.now();
  const isDone = run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counted = count ? count() : { passed: isDone ? 1 : 0, failed: 0 };
  const passed = counted?.passed ?? 0;
  const failed = Math.max(counted?.failed ?? 0, isDone && counted ? 0 : 1);
  const tests = count ? `, ${passed} passed, ${failed} failed` : '';
  const line = `${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${seconds} s${tests}`;
  console.log(line);
  return { line, passed, failed };
}

function run(command) {
  const path = [join(process.cwd(), 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport };
  return spawnSync(command, { shell: true, stdio: ['ignore', 1, 2], env }).status === 0;
}
