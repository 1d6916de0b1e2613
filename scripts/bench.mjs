// npm run -s bench -- SUITE [--data DIR] [--n N] [--seed S] [--only NAME] [--check]
// Runs one suite of tests/bench. A line of JSON per figure on stdout and nothing else; what goes
// on meanwhile is on stderr (docs/benchmarks.md).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkRatios } from './bench/check.mjs';
import { StepFailed, say } from './prepare/steps.mjs';

const from = process.cwd();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
try {
  process.exitCode = await bench(readArguments());
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  say(error.message);
  process.exitCode = 1;
}

async function bench({ suite, check, ...options }) {
  const { status } = spawnSync(process.execPath, ['scripts/prepare.mjs', 'test'], {
    stdio: ['ignore', 2, 2]
  });
  if (status !== 0) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
  try {
    const figures = join(folder, 'figures.jsonl');
    writeFileSync(figures, '');
    const isDone = await runSuite(suite, { ...options, suite, folder, figures });
    const lines = readFileSync(figures, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
    const problems = check ? checkRatios(lines, readBaselines()[suite] ?? {}, options.only) : [];
    problems.forEach(say);
    return isDone && problems.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints every figure as it comes; whether the whole suite could be measured. */
function runSuite(suite, options) {
  const cli = 'node_modules/@playwright/test/cli.js';
  const config = ['--config', 'tests/bench/playwright.config.ts'];
  const env = { ...process.env, CAIRN_BENCH: JSON.stringify(options) };
  const child = spawn(process.execPath, [cli, 'test', ...config, `/${suite}.bench.ts`], {
    stdio: ['ignore', 2, 2],
    env
  });
  let printed = 0;
  const print = () => {
    const text = readFileSync(options.figures, 'utf8');
    const whole = text.lastIndexOf('\n') + 1;
    process.stdout.write(text.slice(printed, whole));
    printed = Math.max(printed, whole);
  };
  const printing = setInterval(print, 500);
  return new Promise((done) => {
    child.on('close', (status) => {
      clearInterval(printing);
      print();
      done(status === 0);
    });
  });
}

function readArguments() {
  const suites = readdirSync('tests/bench')
    .filter((name) => name.endsWith('.bench.ts'))
    .map((name) => basename(name, '.bench.ts'));
  const { values, positionals } = parse();
  const [suite] = positionals;
  if (positionals.length !== 1 || !suites.includes(suite)) {
    throw new StepFailed(`Say which suite: ${suites.join(', ')}.`);
  }
  const data = values.data === undefined ? null : resolve(from, values.data);
  if (data !== null && !existsSync(data)) throw new StepFailed(`There is no folder ${data}.`);
  return {
    suite,
    data,
    n: values.n === undefined ? null : wholeNumber('--n', values.n, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    only: values.only ?? null,
    check: values.check
  };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        n: { type: 'string' },
        seed: { type: 'string', default: '1' },
        only: { type: 'string' },
        check: { type: 'boolean', default: false }
      }
    });
  } catch (error) {
    throw new StepFailed(error.message);
  }
}

function wholeNumber(name, text, least) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new StepFailed(`${name} must be a whole number from ${least}.`);
}

function readBaselines() {
  return JSON.parse(readFileSync('tests/bench/baselines.json', 'utf8'));
}
