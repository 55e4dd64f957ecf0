import { randomBytes } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import { failurePage } from './failure-page.ts';

/**
 * What a public link leads to that is no page itself: a file, an address elsewhere. A person who follows one that does
 * not work is told so on a page; programs get the problem.
 */
export const linkPage =
  <C extends KoaContext>(follow: (http: C) => Promise<void>) =>
  async (http: C): Promise<void> => {
    try {
      await follow(http);
    } catch (error) {
      // A program that takes anything is no browser, which asks for HTML by name.
      if (http.accepts('json', 'html') !== 'html') throw error;
      http.vary('Accept');
      failurePage(http, error, randomBytes(16).toString('base64'));
    }
  };
