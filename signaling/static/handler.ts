import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { chooseEncoding } from './encodings.ts';
import type { StaticFile, StaticFiles } from './files.ts';

const shell = '/200.html';

/** The file for a path. Addresses of pages all get the shell, which finds its own way from there. */
export function findFile(files: StaticFiles, path: string): StaticFile | undefined {
  return files.get(path) ?? (isPage(path) ? files.get(shell) : undefined);
}

export async function sendFile(
  file: StaticFile,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  if (isKnown(file, request.headers['if-none-match'])) {
    response.writeHead(304, file.headers).end();
    return;
  }
  const encoding = file.encoded && chooseEncoding(request.headers['accept-encoding']);
  const body = encoding ? await file.encoded(encoding) : file.body;
  response.writeHead(200, {
    ...file.headers,
    ...(encoding && { 'content-encoding': encoding }),
    'content-length': body.length
  });
  // Node leaves the body out by itself when the method is HEAD.
  response.end(body);
}

/** A page's address has no extension; what has one, or belongs to the build, is a file or missing. */
function isPage(path: string): boolean {
  return extname(path) === '' && !path.startsWith('/_app/');
}

function isKnown(file: StaticFile, ifNoneMatch: string | undefined): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(file.headers.etag);
}
