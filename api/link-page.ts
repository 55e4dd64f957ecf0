import { randomBytes } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import { failurePage } from './failure-page.ts';

/**
 * Wraps a public link that is not a page: a file or a redirect. A person whose link does not work gets an HTML page;
 * a program gets the problem as JSON.
 */
export const linkPage =
  <C extends KoaContext>(follow: (http: C) => Promise<void>) =>
  async (http: C): Promise<void> => {
    try {
      await follow(http);
    } catch (error) {
      // Browsers ask for HTML by name; a program that accepts anything does not.
      if (http.accepts('json', 'html') !== 'html') throw error;
      http.vary('Accept');
      failurePage(http, error, randomBytes(16).toString('base64'));
    }
  };
