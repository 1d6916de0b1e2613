import { existsSync, readFileSync } from 'node:fs';

/** What Vitest's JSON report says; nothing if it never came to write one. */
export function countVitest(file) {
  const report = read(file);
  if (!report) return undefined;
  // A file that could not even be loaded has no tests to fail.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

/** The same of Playwright's. A test that passed in the end passed. */
export function countPlaywright(file) {
  const report = read(file);
  if (!report) return undefined;
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected };
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
