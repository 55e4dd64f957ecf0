import type { Middleware } from 'koa';
import { AppError } from '#lib/errors.ts';

/**
 * Limits each fixed path of the document to its own methods. Otherwise a method that only `/contacts/{id}` has would
 * treat `/contacts/bulk` as the contact `bulk`.
 * @param methods of each path without parameters, in capitals
 */
export function exactPaths(methods: ReadonlyMap<string, ReadonlySet<string>>): Middleware {
  return async (http, next) => {
    // Like routers, ignores case and a trailing slash.
    const taken = methods.get(http.path.toLowerCase().replace(/\/$/, ''));
    if (!taken || taken.has(http.method)) return next();
    http.set('Allow', [...taken].join(', '));
    if (http.method !== 'OPTIONS') {
      throw new AppError('method_not_allowed', 'This path does not support that method');
    }
    http.body = '';
    http.status = 200;
  };
}
