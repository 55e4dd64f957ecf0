import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Context as KoaContext } from 'koa';

const DAY = 86_400;

/** A file in memory, ready to be sent. `type` is an ending (`.css`); Koa makes the Content-Type from it. */
export type BuiltFile = { content: Buffer; type: string; etag: string; cache: string };

/**
 * Reads a folder once. Keys are the paths they are served at, so that no path of a request ever reaches the file
 * system. Files below `/assets` never change: their names carry a hash.
 */
export async function readBuilt(folder: string): Promise<Map<string, BuiltFile>> {
  const files = new Map<string, BuiltFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).replaceAll(sep, '/')}`;
    const immutable = path.startsWith('/assets/');
    files.set(path, builtFile(await readFile(file), path, immutable));
  }
  return files;
}

/** @param path its name's ending says what it is */
export function builtFile(content: Buffer, path: string, immutable = false): BuiltFile {
  return {
    content,
    type: extname(path) || '.bin',
    etag: createHash('sha256').update(content).digest('base64url'),
    cache: immutable ? `public, max-age=${365 * DAY}, immutable` : 'max-age=3600',
  };
}

/**
 * Serves the files of a built folder.
 * @returns true when the path was such a file
 */
export function builtFiles(folder: string): (http: KoaContext) => Promise<boolean> {
  let files: Promise<Map<string, BuiltFile>> | undefined;
  return async (http) => {
    if (http.method !== 'GET' && http.method !== 'HEAD') return false;
    files ??= readBuilt(folder);
    const found = (await files).get(http.path);
    if (!found) return false;
    sendFile(http, found);
    return true;
  };
}

/** Answers with a file; 304 to whoever has it already. */
export function sendFile(http: KoaContext, file: BuiltFile): void {
  http.set('Cache-Control', file.cache);
  http.status = 200;
  http.etag = file.etag;
  if (http.fresh) {
    http.status = 304;
    return;
  }
  http.type = file.type;
  http.body = file.content;
}
