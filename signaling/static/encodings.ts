import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip';

const worthIt = new Set(['.css', '.html', '.js', '.json', '.mjs', '.svg', '.txt', '.wasm']);
const smallestBytes = 1024;
const brotliQuality = 9;

/** Whether a file shrinks at all: pictures and fonts are compressed already. */
export function isCompressible(name: string, bytes: number): boolean {
  return bytes >= smallestBytes && worthIt.has(extname(name));
}

export function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'br'
    ? promisify(brotliCompress)(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality }
      })
    : promisify(gzip)(body);
}

/** The best encoding that an Accept-Encoding header allows by name. */
export function chooseEncoding(accepted: string | undefined): Encoding | undefined {
  const allowed = (accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.split(';').map((part) => part.trim()))
    .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ''))
    .map(([name]) => name);
  return (['br', 'gzip'] as const).find((encoding) => allowed.includes(encoding));
}
