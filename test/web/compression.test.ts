import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Koa from 'koa';
import test from 'ava';
import { compressed } from '#api/middleware/compressed.ts';
import { PERMISSIONS } from '#domain/permissions.ts';
import { memberOf } from '../_support/page-paths.ts';
import { getBytes } from '../_support/raw-http.ts';
import { servePages } from '../_support/web.ts';

const BUILT = resolve('build', 'client');
const DECODE = { br: brotliDecompressSync, gzip: gunzipSync };

test('built files go out as small as they were made at build, in what the client takes', async (t) => {
  const { url } = await servePages(t);
  const names = (await readdir(join(BUILT, 'assets'))).filter((name) => /\.(js|css)$/.test(name));
  let [plain, sent] = [0, 0];
  for (const name of names) {
    const file = await readFile(join(BUILT, 'assets', name));
    for (const [encoding, decode] of Object.entries(DECODE)) {
      const answer = await getBytes(`${url}/assets/${name}`, { 'accept-encoding': encoding });
      t.regex(answer.headers.vary ?? '', /Accept-Encoding/i, name);
      if (file.length < 1024) {
        t.is(answer.headers['content-encoding'], undefined, name);
        continue;
      }
      t.is(answer.headers['content-encoding'], encoding, name);
      t.deepEqual(decode(answer.body), file, name);
      t.is(Number(answer.headers['content-length']), answer.body.length);
      if (encoding === 'br') [plain, sent] = [plain + file.length, sent + answer.body.length];
    }
  }
  t.true(sent < plain / 2.5, `${plain} bytes became ${sent}`);
});

test('each encoding of a file has its own tag, a HEAD the headers of its GET, and 304 what was negotiated', async (t) => {
  const { url } = await servePages(t);
  const name = (await readdir(join(BUILT, 'assets'))).find((one) => one.startsWith('entry.client'));
  const path = `${url}/assets/${name}`;
  const tags = new Set<string>();
  for (const accept of ['br', 'gzip', 'identity']) {
    const asked = { 'accept-encoding': accept };
    const got = await getBytes(path, asked);
    const head = await getBytes(path, asked, 'HEAD');
    for (const header of ['etag', 'content-encoding', 'content-length', 'content-type', 'vary'] as const) {
      t.is(head.headers[header], got.headers[header], `${accept} ${header}`);
    } // prettier-ignore
    t.is(head.body.length, 0);
    const tag = got.headers.etag ?? '';
    tags.add(tag);
    const again = await getBytes(path, { ...asked, 'if-none-match': tag });
    t.is(again.status, 304);
    t.is(again.headers.etag, tag);
    t.regex(again.headers.vary ?? '', /Accept-Encoding/i);
  }
  t.is(tags.size, 3);
  const [br = '', gzip = ''] = tags;
  t.is((await getBytes(path, { 'accept-encoding': 'gzip', 'if-none-match': br })).status, 200);
  t.is((await getBytes(path, { 'accept-encoding': 'br', 'if-none-match': `${gzip}, ${br}` })).status, 304); // prettier-ignore
});

test('what a client takes is read as it says: weights, none, a star', async (t) => {
  const { url } = await servePages(t);
  const name = (await readdir(join(BUILT, 'assets'))).find((one) => one.startsWith('entry.client'));
  for (const [accept, encoding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['deflate, zstd', undefined],
    ['', undefined],
    ['nonsense;;q=x', undefined],
  ] as const) {
    for (const path of [`/assets/${name}`, '/sign-in', '/openapi.json']) {
      const { headers, status } = await getBytes(`${url}${path}`, { 'accept-encoding': accept });
      t.is(status, 200);
      t.is(headers['content-encoding'], encoding, `${path} for ${accept}`);
    }
  }
  t.is((await getBytes(`${url}/sign-in`, {})).headers['content-encoding'], undefined);
});

test('pages, their data and JSON are compressed while they are sent; a HEAD says so too', async (t) => {
  const { url } = await servePages(t);
  const { cookie = '' } = await memberOf(url);
  for (const path of ['/', '/_root.data', '/contacts', '/api/v1/templates', '/openapi.json', '/docs/swagger-ui-bundle.js']) {
    const asked = { cookie, 'accept-encoding': 'gzip, br' };
    const plain = await getBytes(`${url}${path}`, { cookie });
    const got = await getBytes(`${url}${path}`, asked);
    t.is(got.status, 200, path);
    t.is(got.headers['content-encoding'], 'br', path);
    t.regex(got.headers.vary ?? '', /Accept-Encoding/i);
    t.true(got.body.length < plain.body.length / 2, `${path}: ${plain.body.length} became ${got.body.length}`);
    t.true(brotliDecompressSync(got.body).length > 1000);
    const head = await getBytes(`${url}${path}`, asked, 'HEAD');
    t.is(head.headers['content-encoding'], 'br', `HEAD ${path}`);
    t.is(head.headers['content-length'], undefined);
  } // prettier-ignore
  const small = await getBytes(`${url}/health`, { 'accept-encoding': 'br' });
  t.is(small.headers['content-encoding'], undefined);
});

test('answers that hold a secret, and pages that follow a form, are not compressed', async (t) => {
  const { url } = await servePages(t);
  const { cookie = '', origin = '' } = await memberOf(url);
  const made = await fetch(`${url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { cookie, origin, 'content-type': 'application/json', 'accept-encoding': 'br' },
    body: JSON.stringify({ name: '€'.repeat(100), scopes: PERMISSIONS }),
  });
  t.is(made.status, 201);
  t.is(made.headers.get('content-encoding'), null);
  const length = Buffer.byteLength(await made.text());
  t.true(length > 1024, String(length));
  const page = await fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { origin, 'accept-encoding': 'br' },
    body: new URLSearchParams({ email: 'nobody@example.com', password: '' }),
  });
  t.is(page.status, 422);
  t.is(page.headers.get('content-encoding'), null);
}); // prettier-ignore

test('a download that fails half way is cut off, compressed or not', async (t) => {
  const app = new Koa();
  app.silent = true;
  app.use(compressed());
  app.use((http) => {
    http.type = 'text/csv';
    http.body = Readable.from(failing());
  });
  const server = createServer(app.callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  for (const accept of ['br', 'gzip', 'identity']) {
    await t.throwsAsync(
      getBytes(`http://127.0.0.1:${address.port}`, { 'accept-encoding': accept }),
      undefined,
      accept,
    );
  }
});

async function* failing(): AsyncGenerator<Buffer> {
  for (let i = 0; i < 200; i++) yield Buffer.from(`${'row,'.repeat(1000)}${i}\n`);
  throw new Error('the database went away');
}

test('who refuses every coding, identity too, gets an answer as it is', async (t) => {
  const { url } = await servePages(t);
  const refusals = [
    'identity;q=0',
    '*;q=0',
    'zstd, identity;q=0',
    'br;q=0, gzip;q=0, identity;q=0',
  ];
  for (const accept of refusals) {
    for (const path of ['/openapi.json', '/sign-in', '/r/check']) {
      const answer = await getBytes(`${url}${path}`, { 'accept-encoding': accept });
      t.is(answer.status, 200, `${path} ${accept}`);
      t.is(answer.headers['content-encoding'], undefined, `${path} ${accept}`);
    }
  }
});
