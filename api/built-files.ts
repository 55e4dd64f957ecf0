import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Context as KoaContext } from 'koa';
import { sendAsItIs } from './middleware/compressed.ts';

const DAY = 86_400;
/** The encodings that bin/encode-files.ts makes, the smallest first. */
const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number];

/**
 * A file in memory, ready to be sent. `type` is a file extension (`.css`), from which Koa derives the Content-Type.
 */
export type BuiltFile = {
  content: Buffer;
  type: string;
  etag: string;
  cache: string;
  encoded: Partial<Record<Encoding, Buffer>>;
};

/**
 * Reads a folder once. Keys are the URL paths, so that no path of a request ever reaches the file system. Files below
 * `/assets` never change: their names contain a hash.
 * @param encoded the folder whose `br/…` and `gzip/…` have the same files compressed; it may be missing or incomplete
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

/** @param path its extension decides the type */
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

/** Sends a file in an encoding that the client accepts, or a 304 when the client already has it in that encoding. */
function sendFile(http: KoaContext, file: BuiltFile): void {
  sendAsItIs(http);
  http.vary('Accept-Encoding');
  http.set('Cache-Control', file.cache);
  // Preview frames have no origin, so for them even our own style sheet is cross-origin.
  http.set('Cross-Origin-Resource-Policy', 'cross-origin');
  const encoding = ENCODINGS.find((one) => file.encoded[one] && http.acceptsEncodings(one) === one);
  http.status = 200;
  // Other bytes need another ETag (RFC 9110 §8.8.3.3).
  http.etag = encoding ? `${file.etag}-${encoding}` : file.etag;
  if (http.fresh) {
    http.status = 304;
    return;
  }
  http.type = file.type;
  if (encoding) http.set('Content-Encoding', encoding);
  http.body = (encoding && file.encoded[encoding]) ?? file.content;
}
