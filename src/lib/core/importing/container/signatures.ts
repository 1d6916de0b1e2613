import { foreignKindByEnding, type ForeignFamily, type ForeignKind } from '../foreign-kinds.ts';

/** Hexadecimal beginnings of files, `..` for any byte, with the ending whose kind they are. */
const beginnings: [hex: string, ending: string][] = [
  ['89504e470d0a1a0a', 'png'],
  ['ffd8ff', 'jpg'],
  ['474946383761', 'gif'],
  ['474946383961', 'gif'],
  ['52494646........57454250', 'webp'],
  ['52494646........57415645', 'wav'],
  ['52494646........41564920', 'avi'],
  ['424d........00000000', 'bmp'],
  ['49492a00', 'tiff'],
  ['4d4d002a', 'tiff'],
  ['........667479706865', 'heic'],
  ['........667479706d6966', 'heic'],
  ['........667479704d3441', 'm4a'],
  ['........66747970', 'mp4'],
  ['255044462d', 'pdf'],
  ['efbbbf255044462d', 'pdf'],
  ['7b5c727466', 'rtf'],
  ['ff575043', 'wpd'],
  ['526172211a07', 'rar'],
  ['377abcaf271c', '7z'],
  ['1f8b08', 'gz'],
  ['494433', 'mp3'],
  ['4c0000000114020000000000', 'lnk']
];

const others: [hex: string, family: ForeignFamily, is: string][] = [
  ['425a683.314159265359', 'archive', 'a bzip2 archive'],
  ['fd377a585a00', 'archive', 'an xz archive'],
  ['504b0506', 'archive', 'an empty zip archive'],
  ['1a45dfa3', 'recording', 'a video'],
  ['4f67675300', 'recording', 'a sound recording'],
  ['664c6143', 'recording', 'a sound recording'],
  ['53514c69746520666f726d6174203300', 'other', 'a database'],
  ['7f454c46', 'other', 'a program'],
  ['4d5a....0000', 'other', 'a program'],
  ['4d5a..000.0000', 'other', 'a program'],
  ['2142444e', 'message', 'an Outlook mailbox'],
  ['e4525c7b8cd8a74d', 'word-processing', 'a OneNote notebook']
];

/** The kind of a file by its first bytes, or null if they are those of no kind that Cairn knows. */
export function recogniseSignature(bytes: Uint8Array): ForeignKind | null {
  const beginning = Array.from(bytes.subarray(0, 16), (byte) =>
    byte.toString(16).padStart(2, '0')
  ).join('');
  for (const [hex, ending] of beginnings)
    if (fits(beginning, hex)) return foreignKindByEnding(ending);
  for (const [hex, family, is] of others) if (fits(beginning, hex)) return { family, is };
  return null;
}

function fits(beginning: string, hex: string): boolean {
  return (
    beginning.length >= hex.length &&
    [...hex].every((digit, at) => digit === '.' || digit === beginning[at])
  );
}
