import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Extensions of text files. Images and fonts are already compressed. */
const TEXT = new Set(['.js', '.css', '.svg', '.json', '.html', '.txt', '.map', '.xml']);
/** Smaller files are not compressed: they would not become shorter. In bytes. */
const FEWEST = 1024;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/**
 * Writes each text file of a folder, compressed as much as possible, to `<to>/br/…` and `<to>/gzip/…`;
 * api/built-files.ts serves them.
 */
export async function encodeFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    if (content.length < FEWEST) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    const [br, gz] = await Promise.all([
      brotli(content, { params }),
      gzipped(content, { level: constants.Z_BEST_COMPRESSION }),
    ]);
    for (const [encoding, made] of Object.entries({ br, gzip: gz })) {
      const target = join(to, encoding, relative(from, file));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, made);
    }
  }
}
