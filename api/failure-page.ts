import type { Context as KoaContext } from 'koa';
import { asAppError } from './middleware/translate.ts';

const STYLE =
  'body{margin:0;display:grid;place-content:center;min-height:90vh;padding:16px;background:#f7f9f8;color:#1c2420;' +
  'font:16px/1.55 system-ui,sans-serif;text-align:center}h1{margin:0 0 8px;font-size:1.5rem}p{margin:0;max-width:28rem}';

/**
 * Answers a browser when not even the frame of a page can be made: the database is away, the account is
 * suspended. Others get the problem as JSON.
 * @throws what it was given, when it is no expected failure or the caller is no browser
 */
export function failurePage(http: KoaContext, thrown: unknown, nonce: string): void {
  const error = asAppError(thrown);
  if (!error || !http.accepts('html') || http.path.endsWith('.data')) throw thrown;
  const away = error.kind === 'unavailable';
  const title = away ? 'Something we need is away for a moment' : 'This cannot be shown';
  const words = away ? 'Nothing is lost. Wait a few seconds and try again.' : `${error.message}.`;
  http.body =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<style nonce="${nonce}">${STYLE}</style></head>` +
    `<body><main><h1>${title}</h1><p>${escape(words)}</p></main></body></html>`;
  http.type = 'html';
  http.status = error.status;
  http.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  if (error.detail.retryAfter) http.set('Retry-After', String(Math.ceil(error.detail.retryAfter)));
}

const escape = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
