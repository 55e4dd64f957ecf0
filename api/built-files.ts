import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Context as KoaContext } from 'koa';
import { sendAsItIs } from './middleware/compressed.ts';

const DAY = 86_400;
/** As bin/encode-files.ts makes them, the smallest first. */
const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** A file in memory, ready to be sent. `type` is an ending (`.css`); Koa makes the Content-Type from it. */
export type BuiltFile = {
  content: Buffer;
  type: string;
  etag: string;
  cache: string;
  encoded: Partial<Record<Encoding, Buffer>>;
};

/**
 * Reads a folder once. Keys are the paths they are served at, so that no path of a request ever reaches the file
 * system. Files below `/assets` never change: their names carry a hash.
 * @param encoded where `br/…` and `gzip/…` hold the same files compressed; may be missing, or lack some
 */
export async function readBuilt(folder: string, encoded = ''): Promise<Map<string, BuiltFile>> {
  const files = new Map<string, BuiltFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).replaceAll(sep, '/')}`;
    const found: BuiltFile['encoded'] = {};
    for (const encoding of encoded ? ENCODINGS : []) {
      const content = await readFile(join(encoded, encoding, path)).catch(() => null);
      if (content) found[encoding] = content;
    }
    files.set(path, builtFile(await readFile(file), path, found));
  }
  return files;
}

/** @param path its name's ending says what it is */
function builtFile(content: Buffer, path: string, encoded: BuiltFile['encoded']): BuiltFile {
  return {
    content,
    type: extname(path) || '.bin',
    etag: createHash('sha256').update(content).digest('base64url'),
    cache: path.startsWith('/assets/') ? `public, max-age=${365 * DAY}, immutable` : 'max-age=3600',
    encoded,
  };
}

/**
 * Serves the files of a built folder.
 * @returns true when the path was such a file
 */
export function builtFiles(
  folder: string,
  encoded: string,
): (http: KoaContext) => Promise<boolean> {
  let files: Promise<Map<string, BuiltFile>> | undefined;
  return async (http) => {
    if (http.method !== 'GET' && http.method !== 'HEAD') return false;
    files ??= readBuilt(folder, encoded);
    const found = (await files).get(http.path);
    if (!found) return false;
    sendFile(http, found);
    return true;
  };
}

/** Answers with a file as the client takes it; 304 to whoever has it already in that encoding. */
function sendFile(http: KoaContext, file: BuiltFile): void {
  sendAsItIs(http);
  http.vary('Accept-Encoding');
  http.set('Cache-Control', file.cache);
  // Frames of previews have no origin, so that even our own style sheet is another site's there.
  http.set('Cross-Origin-Resource-Policy', 'cross-origin');
  const encoding = ENCODINGS.find((one) => file.encoded[one] && http.acceptsEncodings(one) === one);
  http.status = 200;
  // Other bytes, so another tag (RFC 9110 §8.8.3.3).
  http.etag = encoding ? `${file.etag}-${encoding}` : file.etag;
  if (http.fresh) {
    http.status = 304;
    return;
  }
  http.type = file.type;
  if (encoding) http.set('Content-Encoding', encoding);
  http.body = (encoding && file.encoded[encoding]) ?? file.content;
}
