const imports = /^\s*import\s[^;]*;|\bimport\('[^']+'\)/gm;

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    'src/lib/app/vault.worker.ts',
    'signaling/{main,alone}.ts',
    'scripts/*.{js,mjs}',
    'tests/bench/playwright.config.ts',
    'tests/bench/**/*.bench.ts',
    'tests/bench/pages/*.ts'
  ],
  project: ['src/**', 'signaling/**', 'scripts/**', 'tests/**'],
  // Says to TypeScript what a script beside it hands out.
  ignore: ['scripts/**/*.d.mts'],
  // A door also names the types of what it hands out, whether or not anybody asks for them yet.
  exclude: ['types'],
  // Knip reads the scripts of a component; ours import in the markup as well, lazily.
  compilers: { svelte: (source) => (source.match(imports) ?? []).join('\n') }
};
