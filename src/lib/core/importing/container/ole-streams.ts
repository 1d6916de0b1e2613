const entryLength = 128;
const longestName = 64;
const streamTypes = new Set([1, 2, 5]); // storage, stream, root

/**
 * The names in the directory of an OLE compound file ([MS-CFB] 2.6.1). Directory entries may lie in
 * any sector, so every place where one could begin is looked at; that also serves a file cut short.
 */
export function readOleNames(bytes: Uint8Array): Set<string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  for (let at = 512; at + entryLength <= bytes.length; at += entryLength) {
    const nameLength = view.getUint16(at + longestName, true);
    if (nameLength < 4 || nameLength > longestName || nameLength % 2 !== 0) continue;
    if (!streamTypes.has(view.getUint8(at + longestName + 2))) continue;
    names.add(new TextDecoder('utf-16le').decode(bytes.subarray(at, at + nameLength - 2)));
  }
  return names;
}
