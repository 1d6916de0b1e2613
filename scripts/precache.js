import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const leftOut = /(^|\/)(service-worker\.js|version\.json|\..*)$|\.(map|gz|br)$/;

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !leftOut.test(name))
    .sort();
}

/**
 * Prepends the list of every built file and a hash of their contents to the service worker.
 * Kit's own list lacks the chunks of workers and the WebAssembly, and the app must start from
 * the cache alone.
 */
export function withPrecache(adapter, pages = 'build') {
  return {
    ...adapter,
    async adapt(builder) {
      await adapter.adapt(builder);
      const names = filesBelow(pages);
      const hash = createHash('sha256');
      for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(pages, name)));
      const list = { version: hash.digest('hex'), files: names.map((name) => `/${name}`) };
      const script = join(pages, 'service-worker.js');
      writeFileSync(
        script,
        `self.__precache=${JSON.stringify(list)};\n${readFileSync(script, 'utf8')}`
      );
    }
  };
}
