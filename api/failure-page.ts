import type { Context as KoaContext } from 'koa';
import type { AppError } from '#lib/errors.ts';
import { asAppError } from './middleware/translate.ts';

const STYLE =
  'body{margin:0;display:grid;place-content:center;min-height:90vh;padding:16px;background:#f7f9f8;color:#1c2420;' +
  'font:16px/1.55 system-ui,sans-serif;text-align:center}h1{margin:0 0 8px;font-size:1.5rem}p{margin:0;max-width:28rem}' +
  ':root{color-scheme:light dark}@media(prefers-color-scheme:dark){body{background:#111715;color:#e6ebe8}}';

/**
 * Sends a minimal HTML page when not even the frame of a page can be built: the database is away, or the account is
 * suspended. Programs get the problem as JSON.
 * @throws the given error, when it is unexpected or the caller is not a browser
 */
export function failurePage(http: KoaContext, thrown: unknown, nonce: string): void {
  const error = asAppError(thrown);
  if (!error || !http.accepts('html') || http.path.endsWith('.data')) throw thrown;
  const [title, text] = textOf(error);
  http.body =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<style nonce="${nonce}">${STYLE}</style></head>` +
    `<body><main><h1>${title}</h1><p>${escape(text)}</p></main></body></html>`;
  http.type = 'html';
  http.status = error.status;
  http.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  if (error.detail.retryAfter) http.set('Retry-After', String(Math.ceil(error.detail.retryAfter)));
}

function textOf({ kind, message }: AppError): [title: string, text: string] {
  switch (kind) {
    case 'unavailable':
      return [
        'A service is unavailable for a moment',
        'Nothing is lost. Wait a few seconds and try again.',
      ];
    case 'gone':
      return ['This link is no longer valid', `${message}.`];
    case 'not_found':
      return [
        'This link does not work',
        'It may have been cut off: open it again from where you got it.',
      ];
    default:
      return ['This cannot be shown', `${message}.`];
  }
}

const escape = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
