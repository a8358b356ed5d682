export interface ZipEntry {
  readonly name: string;
  /** As of a file's status on Unix. */
  readonly mode: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** What the directory at the end of an archive lists (PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16). */
export function zipEntries(archive: Buffer): ZipEntry[] {
  let end = archive.length - 22;
  while (archive.readUInt32LE(end) !== endSignature) end--;
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === entrySignature) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const next = at + 46 + (nameLength ?? 0);
    entries.push({ name: archive.toString('utf8', at + 46, next), mode: archive.readUInt32LE(at + 38) >>> 16 });
    at = next + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}
