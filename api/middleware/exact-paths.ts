import type { Middleware } from 'koa';
import { AppError } from '#lib/errors.ts';

/**
 * Holds a path that stands in the document as it is to its own methods. `/contacts/bulk` is no contact: without this,
 * a method that only `/contacts/{id}` has would be answered as if `bulk` were the id of one.
 * @param methods of each path without parameters, in capitals
 */
export function exactPaths(methods: ReadonlyMap<string, ReadonlySet<string>>): Middleware {
  return async (http, next) => {
    // As routers read it: neither capitals nor a slash at the end matter.
    const taken = methods.get(http.path.toLowerCase().replace(/\/$/, ''));
    if (!taken || taken.has(http.method)) return next();
    http.set('Allow', [...taken].join(', '));
    if (http.method !== 'OPTIONS') {
      throw new AppError('method_not_allowed', 'This path does not take that method');
    }
    http.body = '';
    http.status = 200;
  };
}
