import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { compress, isCompressible, type Encoding } from './encodings.ts';
import { headersFor } from './headers.ts';

export interface StaticFile {
  readonly headers: Readonly<Record<string, string>> & { readonly etag: string };
  readonly body: Buffer;
  /** The body as it goes over the wire, compressed once and kept; nothing if that helps nobody. */
  readonly encoded: ((encoding: Encoding) => Promise<Buffer>) | undefined;
}

export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Every file below `root` by its path (`/index.html`), held in memory. Only what is in this map is
 * ever served, so that no request can climb out of the folder. Names with a leading dot stay out.
 */
export async function readFiles(root: string): Promise<StaticFiles> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
    .filter((name) => !name.includes('/.'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readOne(root, name)] as const))
  );
}

async function readOne(root: string, name: string): Promise<StaticFile> {
  const body = await readFile(join(root, name));
  const isEncoded = isCompressible(name, body.length);
  const headers = {
    ...headersFor(name),
    // Weak, for the compressed forms of a file share it.
    etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    ...(isEncoded && { vary: 'accept-encoding' })
  };
  return { headers, body, encoded: isEncoded ? compressOnce(body) : undefined };
}

function compressOnce(body: Buffer): (encoding: Encoding) => Promise<Buffer> {
  const bodies = new Map<Encoding, Promise<Buffer>>();
  return (encoding) => {
    const known = bodies.get(encoding) ?? compress(body, encoding);
    bodies.set(encoding, known);
    return known;
  };
}
