import { createServer } from 'node:http';
import Koa from 'koa';
import test, { type ExecutionContext } from 'ava';
import { securityHeaders } from '#api/middleware/security-headers.ts';
import { tracking } from '#api/tracking.ts';
import { createLogger } from '#lib/logger.ts';
import { testApi } from '../_support/api.ts';
import { servePages } from '../_support/web.ts';

const NOTHING = "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";

test('every answer of the API says that it is what it says, runs nothing and stands in no frame', async (t) => {
  const api = await testApi(t, {
    routers: (services) => [tracking(services, createLogger('test', 'silent')).router],
  });
  const { token } = await api.tenant();
  const authorization = `Bearer ${token}`;
  for (const [path, init, status] of [
    ['/api/v1/purposes', { headers: { authorization } }, 200],
    ['/api/v1/purposes', {}, 401],
    ['/api/v1/nothing', {}, 404],
    ['/api/v1/purposes', { method: 'DELETE' }, 405],
    ['/api/v1/segments', { method: 'POST', headers: { authorization }, body: '{' }, 415],
    ['/openapi.json', {}, 200],
    ['/health', {}, 200],
    ['/u/none', { method: 'POST' }, 404],
    ['/t/o/none', {}, 200],
    ['/docs/start.js', {}, 200],
  ] as const) {
    const { headers, ...answer } = await fetch(`${api.url}${path}`, init).then(async (got) => ({
      status: got.status,
      headers: got.headers,
      body: await got.text(),
    }));
    t.is(answer.status, status, path);
    t.is(headers.get('x-content-type-options'), 'nosniff', path);
    t.is(headers.get('content-security-policy'), NOTHING, path);
    t.is(headers.get('x-frame-options'), 'DENY', path);
    t.is(headers.get('referrer-policy'), 'no-referrer', path);
    t.is(headers.get('cross-origin-resource-policy'), path.startsWith('/t/o') ? 'cross-origin' : 'same-origin');
  } // prettier-ignore
  const docs = await fetch(`${api.url}/docs`);
  t.is(docs.headers.get('x-content-type-options'), 'nosniff');
  t.regex(
    docs.headers.get('content-security-policy') ?? '',
    /default-src 'self'.*frame-ancestors 'none'/,
  );
});

test('pages and their files keep what they need, and have the rest', async (t) => {
  const { url } = await servePages(t);
  const page = await fetch(`${url}/sign-in`);
  t.regex(page.headers.get('content-security-policy') ?? '', /script-src 'self' 'nonce-/);
  t.is(page.headers.get('x-frame-options'), 'SAMEORIGIN');
  t.is(page.headers.get('referrer-policy'), 'same-origin');
  t.is(page.headers.get('x-content-type-options'), 'nosniff');
  const file = await fetch(`${url}/favicon.svg`);
  t.is(file.headers.get('x-content-type-options'), 'nosniff');
  // What a preview shows stands in a frame without an origin.
  t.is(file.headers.get('cross-origin-resource-policy'), 'cross-origin');
});

const guarded = async (t: ExecutionContext, publicUrl: string): Promise<Headers> => {
  const app = new Koa();
  app.use(securityHeaders(publicUrl));
  app.use((http) => void (http.body = 'x'));
  const server = createServer(app.callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return (await fetch(`http://127.0.0.1:${address.port}`)).headers;
};

test('with https in the public address browsers are told to use nothing else', async (t) => {
  const https = await guarded(t, 'https://assent.example');
  t.is(https.get('strict-transport-security'), 'max-age=31536000');
  t.is((await guarded(t, 'http://localhost:3000')).get('strict-transport-security'), null);
});
