import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default tseslint.config(
  { ignores: ['build/', 'dist-server/', '.svelte-kit/', 'test-results/', 'playwright-report/'] },
  tseslint.configs.strictTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      eqeqeq: 'error',
      'no-irregular-whitespace': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-backreference': 'error',
      'svelte/no-at-html-tags': 'error',
      // A closed union without one of its cases is the mistake that types alone let through.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_$', ignoreRestSiblings: true }
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false }
      ],
      // `return this.#refuse()` ends a function that gives nothing, in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `void` also says that a value is read for being read, as an effect does.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Text is spread by code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      // Yjs types have a toString that their declarations keep quiet about.
      '@typescript-eslint/no-base-to-string': [
        'error',
        { ignoredTypeNames: ['YText', 'YXmlElement', 'YXmlFragment', 'YXmlText'] }
      ],
      // Ports promise promises; an adapter or a fake may have the answer at once.
      '@typescript-eslint/require-await': 'off',
      // A field may well have changed during an `await` or a call, which the rule does not see.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Most collections in a runes class are none of Svelte's business.
      'svelte/prefer-svelte-reactivity': 'off',
      // Cairn always lives at the root of its address.
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } }
  },
  {
    // Here the types of other components are unknown to ESLint; svelte-check knows and checks them.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off'
    }
  },
  {
    // Vitest's matchers are of type any, and stand where values do.
    files: ['tests/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' }
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
    rules: { 'no-undef': 'error' }
  }
);
