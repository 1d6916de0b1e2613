/** An OLE compound file as far as anyone looks who only wants to know what it is: a header and a directory. */
export function oleFile(...streamNames: string[]): Uint8Array {
  const names = ['Root Entry', ...streamNames];
  const file = Buffer.alloc(512 + 128 * Math.max(4, names.length));
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  for (const [index, name] of names.entries()) {
    const at = 512 + 128 * index;
    file.write(name, at, 'utf16le');
    file.writeUInt16LE((name.length + 1) * 2, at + 64);
    file.writeUInt8(index === 0 ? 5 : 2, at + 66);
  }
  return new Uint8Array(file);
}

/** What Word writes when a document is saved with a password to open it. */
export const lockedWordFile = (): Uint8Array => oleFile('EncryptedPackage', 'EncryptionInfo');
