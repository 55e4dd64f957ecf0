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
 * The pages: their built files, then whatever Remix answers. Mount it last, with no body parser above it.
 * @param build the folder bin/build-web.ts made
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
    // What follows a form may show a secret, once: a new API key.
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
    // What pages' scripts ask has no page that could say so.
    if (response.headers.has('x-remix-error') && response.status === 405) {
      throw wrongMethod(http, http.method === 'POST' ? ['GET', 'HEAD'] : ['POST']);
    }
    // A file that is not there: what its route says is words for a page, which it has none of.
    if (response.headers.has('x-remix-error') && response.status === 404) {
      failurePage(http, new AppError('not_found', 'This link does not work'), nonce);
      return;
    }
    await answer(http, response, nonce, policy);
  };
}

function wrongMethod(http: KoaContext, allowed: readonly string[]): AppError {
  http.set('Allow', allowed.join(', '));
  return new AppError('method_not_allowed', 'This address does not take that method');
}

async function load(build: string): Promise<RequestHandler> {
  const file = pathToFileURL(join(build, 'server', 'index.js')).href;
  return createRequestHandler(await import(file), 'production');
}

/** Without its body: actions read that by the context, within the limit of their form. */
function requestOf(http: KoaContext): Request {
  const gone = new AbortController();
  http.res.on('close', () => {
    if (!http.res.writableFinished) gone.abort();
  });
  const headers = new Headers();
  const open = isPublicPath(http.path);
  for (const [name, value] of Object.entries(http.req.headers)) {
    // Remix compares the origin with a host that anybody may claim (X-Forwarded-Host); it has been looked at here.
    if (name === 'origin' || (open && name === 'cookie')) continue;
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const url = new URL(`${http.protocol}://${http.host}${http.originalUrl}`);
  // Before single fetch, this asked for the data of one route: nobody does, and Remix would log it as an error.
  if (url.searchParams.has('_data')) url.searchParams.delete('_data');
  return new Request(url, {
    // Remix takes a HEAD of data for an action; Koa leaves the body away.
    method: http.method === 'HEAD' ? 'GET' : http.method,
    headers,
    signal: gone.signal,
  });
}

/*
 * Body, then headers, then status: an empty body makes Koa say 204. Koa could take the Response itself,
 * but it would fold several Set-Cookie into one.
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
  // Browsers that know frame-ancestors pass over this one; a form that stands elsewhere must not be kept by others.
  if (policy.frameAncestors.length) http.remove('X-Frame-Options');
  else http.set('X-Frame-Options', 'SAMEORIGIN');
  http.set('Referrer-Policy', policy.noReferrer ? 'no-referrer' : 'same-origin');
  if (!response.headers.has('cache-control')) http.set('Cache-Control', 'private, no-store');
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
