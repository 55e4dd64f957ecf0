import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Context as KoaContext } from 'koa';

const DAY = 86_400;

/**
 * Serves the files of a built folder; `/assets` never change, their names carry a hash.
 * @returns true when the path was such a file
 */
export function builtFiles(folder: string): (http: KoaContext) => Promise<boolean> {
  return async (http) => {
    if (http.method !== 'GET' && http.method !== 'HEAD') return false;
    if (!extname(http.path) || http.path.includes('\0')) return false;
    const file = join(folder, normalize(http.path));
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return false;
    http.body = createReadStream(file);
    http.type = extname(file);
    http.length = found.size;
    const immutable = http.path.startsWith('/assets/');
    http.set(
      'Cache-Control',
      immutable ? `public, max-age=${365 * DAY}, immutable` : 'max-age=3600',
    );
    http.set('X-Content-Type-Options', 'nosniff');
    return true;
  };
}
