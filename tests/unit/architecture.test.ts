import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A folder imports from folders below it only; folders of one rank are strangers. */
const ranks = [
  ['core/base'],
  ['core/crypto'],
  ['core/storage'],
  ['core/identity'],
  ['core/membership'],
  ['core/log'],
  ['core/documents', 'core/records', 'core/identifiers'],
  ['core/search', 'core/sync', 'core/importing'],
  ['core/workspace'],
  ['ui', 'state', /platform\/[^/]+/],
  ['editor'],
  [/features\/[^/]+/],
  ['app'],
  ['routes']
];

/** Where a package may be imported; who else wants what it gives asks the folder for it. */
const homes: Record<string, RegExp> = {
  cborg: /^core\/base/,
  '@hpke/': /^core\/crypto/,
  '@noble/': /^core\/crypto/,
  'hash-wasm': /^core\/crypto/,
  yjs: /^(core\/documents|editor|state\/(document-session|own-text))/,
  minisearch: /^core\/search/,
  stemmer: /^core\/search/,
  mammoth: /^core\/importing/,
  marked: /^core\/importing/,
  parse5: /^core\/importing/,
  idb: /^platform\/indexeddb/,
  comlink: /^(platform\/vault-worker|app)/,
  '@tiptap/': /^editor/,
  'y-protocols': /^editor/,
  uqr: /^ui/,
  'bits-ui': /^(ui|editor|features)/,
  '@lucide/': /^(ui|editor|features)/,
  '@fontsource': /^routes/,
  $app: /^(features|routes)/,
  svelte: /^(ui|state|editor|features|routes)/,
  '@sveltejs/kit': /^routes/
};

interface Import {
  from: string;
  to: string;
  isType: boolean;
  isLazy: boolean;
}

const files = ['src', 'signaling', 'scripts', 'tests'].flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|js|mjs|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
);
const product = files.filter((file) => /^(src|signaling)\/.*\.(ts|svelte)$/.test(file));
const textOf = (file: string): string => readFileSync(file, 'utf8');
const imports = product.flatMap(importsOf);
const internal = imports.filter(({ to }) => /^(src|signaling)\//.test(to));
const external = imports.filter((one) => !internal.includes(one));

function importsOf(from: string): Import[] {
  const statement =
    /^\s*(?:import|export)\s(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...textOf(from).matchAll(statement)].map(([, type, named, lazy]) => {
    const path = named ?? lazy ?? '';
    const isOwn = path.startsWith('.');
    const to = isOwn ? join(dirname(from), path) : path.replace(/^#lib\//, 'src/lib/');
    return { from, to, isType: type !== undefined, isLazy: lazy !== undefined };
  });
}

/** A file's place among the folders: below src/lib; everything else of src counts as routes. */
const placeOf = (file: string): string =>
  file.startsWith('src/lib/') ? file.slice('src/lib/'.length) : file.replace(/^src\//, 'routes/');

function folderOf(file: string): { name: string; rank: number } {
  for (const [rank, folders] of ranks.entries()) {
    for (const folder of folders) {
      const pattern = new RegExp(`^${folder instanceof RegExp ? folder.source : folder}(?=/)`);
      const name = pattern.exec(placeOf(file))?.[0];
      if (name) return { name, rank };
    }
  }
  return { name: dirname(file), rank: NaN };
}

/** The door by which `from` has to enter: that of the innermost folder around `to` that has one. */
function doorOf({ from, to }: Import): string | undefined {
  for (let folder = dirname(to); folder !== '.'; folder = dirname(folder)) {
    if (from.startsWith(`${folder}/`)) return undefined;
    if (existsSync(join(folder, 'index.ts'))) return join(folder, 'index.ts');
  }
  return undefined;
}

const shown = (wrong: readonly Import[]): string[] =>
  wrong.map(({ from, to }) => `${from} → ${to}`);

describe('the tree is the architecture', () => {
  it('finds what it looks at', () => {
    expect(product.length).toBeGreaterThan(200);
    expect(internal.length).toBeGreaterThan(400);
  });

  it('every folder of src/lib has a rank', () => {
    expect(product.filter((file) => /^src\//.test(file) && isNaN(folderOf(file).rank))).toEqual([]);
  });

  it('imports only go down', () => {
    const wrong = internal.filter(({ from, to }) => {
      if (!from.startsWith('src/') || !to.startsWith('src/')) return false;
      const [own, other] = [folderOf(from), folderOf(to)];
      return own.name !== other.name && !(other.rank < own.rank);
    });
    expect(shown(wrong)).toEqual([]);
  });

  it('a folder is entered by its door, though types may be asked of its types.ts', () => {
    const wrong = internal.filter((one) => {
      const door = doorOf(one);
      return door !== undefined && door !== one.to && !(one.isType && /\/types\.ts$/.test(one.to));
    });
    expect(shown(wrong)).toEqual([]);
  });

  it('the server stands alone, and lends the app nothing but its wire language', () => {
    const wrong = imports.filter(({ from, to }) =>
      from.startsWith('signaling/')
        ? !/^(signaling\/|node:|ws$)/.test(to) || from.endsWith('/protocol.ts')
        : to.startsWith('signaling/') && to !== 'signaling/protocol.ts'
    );
    expect(shown(wrong)).toEqual([]);
  });

  it('every package keeps to its home', () => {
    const wrong = external.filter(({ from, to }) => {
      if (from.startsWith('signaling/')) return false;
      const home = Object.keys(homes).find((name) => to === name || to.startsWith(name));
      return home === undefined || !homes[home]?.test(placeOf(from));
    });
    expect(shown(wrong)).toEqual([]);
  });

  it('every dependency has its reason and its version in the architecture', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as {
      dependencies: Record<string, string>;
    };
    const rows = textOf('docs/architecture.md').split('\n');
    const missing = Object.entries(dependencies).filter(([name, version]) => {
      const shownAs = /^@tiptap\/(?!y-)/.test(name) ? '@tiptap/\\*' : name;
      return !rows.some((row) => row.startsWith(`| ${shownAs} `) && row.includes(`| ${version} |`));
    });
    expect(missing).toEqual([]);
  });

  it('core knows nothing of browsers', () => {
    const browser = /\b(navigator|localStorage|sessionStorage|indexedDB|RTC[A-Z]\w+)\b[.(]/;
    const wrong = product.filter((file) => file.startsWith('src/lib/core/'));
    expect(wrong.filter((file) => browser.test(textOf(file)))).toEqual([]);
  });

  it('only the page of a document brings Yjs, and no page brings the editor before it is needed', () => {
    const reachable = (pages: string[]): Import[] => {
      const seen = new Set(pages);
      for (const file of seen) {
        for (const { from, to, isType, isLazy } of internal) {
          if (from === file && !isType && !isLazy) seen.add(to);
        }
      }
      return external.filter(({ from, isType, isLazy }) => seen.has(from) && !isType && !isLazy);
    };
    const pages = product.filter((file) => /^src\/(routes\/|hooks)/.test(file));
    const heavy = /^(@tiptap\/|mammoth|parse5|marked|hash-wasm|@hpke\/)/;
    expect(shown(reachable(pages).filter(({ to }) => heavy.test(to)))).toEqual([]);
    const first = pages.filter((file) => !file.startsWith('src/routes/d/'));
    expect(shown(reachable(first).filter(({ to }) => to === 'yjs'))).toEqual([]);
  });

  it('no markup is ever made from text', () => {
    expect(product.filter((file) => /\{@html\b|\.innerHTML\s*=/.test(textOf(file)))).toEqual([]);
  });

  it('a file past 400 lines says why', () => {
    const unexplained = files.filter((file) => {
      const text = textOf(file);
      return text.split('\n').length > 401 && !/Longer than 400 lines:/.test(text);
    });
    expect(unexplained).toEqual([]);
  });
});
