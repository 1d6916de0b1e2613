import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A text, or bytes with a name to report them by. */
export type Marker = string | { name: string; bytes: Buffer };

const nameOf = (marker: Marker): string => (typeof marker === 'string' ? marker : marker.name);

/** The ways in which a browser or a library may have written a text to disk. */
function formsOf(marker: Marker): Map<string, Buffer> {
  const utf8 = typeof marker === 'string' ? Buffer.from(marker, 'utf8') : marker.bytes;
  const forms = new Map([[typeof marker === 'string' ? 'utf-8' : 'bytes', utf8]]);
  if (typeof marker === 'string') forms.set('utf-16', Buffer.from(marker, 'utf16le'));
  // Base64 of a text depends on where in its group of three the text begins.
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    const whole = shifted.slice(shift === 0 ? 0 : 4, Math.floor((utf8.length + shift) / 3) * 4);
    forms.set(`base64+${shift}`, Buffer.from(whole));
  }
  return forms;
}

/** Where markers lie in a folder, byte by byte: "marker (form) in file". */
export function scanFolder(folder: string, markers: readonly Marker[]): string[] {
  return filesBelow(folder).flatMap((file) =>
    scanBytes(readFileSync(file), markers).map(
      (found) => `${found} in ${file.slice(folder.length)}`
    )
  );
}

export function scanBytes(bytes: Buffer, markers: readonly Marker[]): string[] {
  return markers.flatMap((marker) =>
    [...formsOf(marker)]
      .filter(([, form]) => bytes.includes(form))
      .map(([name]) => `${nameOf(marker)} (${name})`)
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size > 0);
}
