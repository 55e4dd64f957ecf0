import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createRequestHandler, type AppLoadContext, type RequestHandler } from '@remix-run/node';
import type { Context as KoaContext, Middleware } from 'koa';
import { AppError } from '#lib/errors.ts';
import type { ApiServices } from './operation.ts';
import { builtFiles } from './built-files.ts';
import { failurePage } from './failure-page.ts';
import { requireSameOrigin } from './identity/same-origin.ts';
import { sendAsItIs } from './middleware/compressed.ts';
import { pageContext, type PageConfig } from './page-context.ts';
import { contentSecurityPolicy, isPublicPath, strictPolicy, type PagePolicy } from './page-policy.ts'; // prettier-ignore

const METHODS = new Set(['GET', 'HEAD', 'POST']);
const BUILD = resolve(import.meta.dirname, '..', 'build');

/**
 * Serves the pages: their built files, then everything that Remix answers. Mount it last, with no body parser before
 * it.
 * @param build the folder that bin/build-web.ts wrote
 */
export function remixHandler(
  services: ApiServices,
  config: PageConfig,
  build: string = BUILD,
): Middleware {
  const files = builtFiles(join(build, 'client'), join(build, 'encoded'));
  let handler: Promise<RequestHandler> | undefined;
  return async (http) => {
    if (await files(http)) return;
    handler ??= load(build);
    // The page after a form may show a secret once: a new API key.
    if (http.method === 'POST') sendAsItIs(http);
    const nonce = randomBytes(16).toString('base64');
    const policy = strictPolicy();
    let context: AppLoadContext;
    try {
      if (!METHODS.has(http.method)) throw wrongMethod(http, [...METHODS]);
      if (!isPublicPath(http.path)) requireSameOrigin(http, config.publicUrl);
      context = { ...(await pageContext(services, config, http, { nonce, policy })) };
    } catch (error) {
      failurePage(http, error, nonce);
      return;
    }
    const response = await (await handler)(requestOf(http), context);
    if (response.status === 405) http.set('Allow', 'GET, HEAD');
    // A data request of a page's script has no page to show the error on.
    if (response.headers.has('x-remix-error') && response.status === 405) {
      throw wrongMethod(http, http.method === 'POST' ? ['GET', 'HEAD'] : ['POST']);
    }
    // A missing file: the route's error is HTML for a page, and this request has none.
    if (response.headers.has('x-remix-error') && response.status === 404) {
      failurePage(http, new AppError('not_found', 'This link does not work'), nonce);
      return;
    }
    await answer(http, response, nonce, policy);
  };
}

function wrongMethod(http: KoaContext, allowed: readonly string[]): AppError {
  http.set('Allow', allowed.join(', '));
  return new AppError('method_not_allowed', 'This address does not support that method');
}

async function load(build: string): Promise<RequestHandler> {
  const file = pathToFileURL(join(build, 'server', 'index.js')).href;
  return createRequestHandler(await import(file), 'production');
}

/**
 * Builds Remix's request, without its body: actions read the body through the context, within the limit of their
 * form.
 */
function requestOf(http: KoaContext): Request {
  const gone = new AbortController();
  http.res.on('close', () => {
    if (!http.res.writableFinished) gone.abort();
  });
  const headers = new Headers();
  const open = isPublicPath(http.path);
  for (const [name, value] of Object.entries(http.req.headers)) {
    // Remix compares the origin with a host that any client can set (X-Forwarded-Host); we have already checked it
    // here.
    if (name === 'origin' || (open && name === 'cookie')) continue;
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const url = new URL(`${http.protocol}://${http.host}${http.originalUrl}`);
  // `_data` asked for the data of one route before single fetch. Nobody uses it now, and Remix would log it as an
  // error.
  if (url.searchParams.has('_data')) url.searchParams.delete('_data');
  return new Request(url, {
    // Remix treats a HEAD for data as an action; Koa removes the body.
    method: http.method === 'HEAD' ? 'GET' : http.method,
    headers,
    signal: gone.signal,
  });
}

/*
 * Sets the body, then headers, then status: an empty body makes Koa set 204. Koa could take the Response itself, but
 * it would merge several Set-Cookie headers into one.
 */
async function answer(
  http: KoaContext,
  response: Response,
  nonce: string,
  policy: PagePolicy,
): Promise<void> {
  http.body = response.body ? Readable.from(chunks(response.body)) : null;
  for (const [name, value] of response.headers) {
    if (name === 'vary') http.vary(value);
    else if (name !== 'set-cookie') http.set(name, value);
  }
  for (const line of response.headers.getSetCookie()) http.append('Set-Cookie', line);
  http.status = response.status;
  if (!response.headers.has('content-security-policy')) {
    http.set('Content-Security-Policy', contentSecurityPolicy(nonce, policy));
  }
  // Browsers that support frame-ancestors ignore this header; on a form that may be embedded it would make others
  // refuse the frame.
  if (policy.frameAncestors.length) http.remove('X-Frame-Options');
  else http.set('X-Frame-Options', 'SAMEORIGIN');
  http.set('Referrer-Policy', referrerOf(policy));
  if (!response.headers.has('cache-control')) http.set('Cache-Control', 'private, no-store');
}

function referrerOf({ noReferrer, originOnly }: PagePolicy): string {
  if (noReferrer) return 'no-referrer';
  return originOnly ? 'strict-origin' : 'same-origin';
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
