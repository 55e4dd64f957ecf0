import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'ava';
import { readBuilt } from '#api/built-files.ts';
import { getRaw, sendRaw } from '../_support/raw-http.ts';
import { servePages } from '../_support/web.ts';

/*
 * Request targets, sent over a raw socket, because HTTP clients normalize them first. `package.json` is two folders
 * above the built files, and `.data/master.key` is beside it.
 */
const BUILT = resolve('build', 'client');
const ABOVE = ['package.json', 'README.md', 'api/main.ts'];

const WAYS_UP: ((file: string) => string)[] = [
  (file) => `*/../../../${file}`,
  (file) => `/../../${file}`,
  (file) => `/assets/../../../${file}`,
  (file) => `../../${file}`,
  (file) => `./../../${file}`,
  (file) => `x/../../../${file}`,
  (file) => `//../../${file}`,
  (file) => `/%2e%2e/%2e%2e/${file}`,
  (file) => `/%2E%2E%2F%2E%2E%2F${file.replaceAll('/', '%2F')}`,
  (file) => `/..%2f..%2f${file}`,
  (file) => `/.%2e/.%2e/${file}`,
  (file) => `/%252e%252e/%252e%252e/${file}`,
  (file) => `/..%c0%af..%c0%af${file}`,
  (file) => `/..\\..\\${file}`,
  (file) => `\\..\\..\\${file}`,
  (file) => `/..%5c..%5c${file}`,
  (file) => `/%00/../../${file}`,
  (file) => `/../../${file}%00.js`,
  (file) => `/assets/%00../../../${file}`,
  (file) => `http://evil.example/../../${file}`,
  (file) => `http:/../../${file}`,
  (file) => `file://${resolve(file)}`,
  (file) => `${resolve(file)}`,
  (file) => `/${resolve(file)}`,
  (file) => `/;/../../${file}`,
  (file) => `?/../../${file}`,
  (file) => `#/../../${file}`,
  (file) => `@127.0.0.1/../../${file}`,
  (file) => `../${'../'.repeat(20)}${resolve(file).slice(1)}`,
];

test('no request line reads a file outside the folder of what was built', async (t) => {
  const { url } = await servePages(t);
  for (const file of ABOVE) {
    const secret = (await readFile(file, 'latin1')).slice(0, 60);
    for (const way of WAYS_UP) {
      const target = way(file);
      const answer = await getRaw(url, target);
      t.true([302, 400, 404].includes(answer.status), `${target}: ${answer.status}`);
      t.false(answer.body.includes(secret), target);
    }
  }
});

test('what was built is served whole, with its type, and only by GET and HEAD', async (t) => {
  const { url } = await servePages(t);
  const names = await readdir(BUILT, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(BUILT.length));
  t.true(files.length > 50);
  for (const file of files) {
    const answer = await fetch(`${url}${file}`);
    t.is(answer.status, 200, file);
    t.deepEqual(Buffer.from(await answer.arrayBuffer()), await readFile(join(BUILT, file)), file);
    t.is(answer.headers.get('x-content-type-options'), 'nosniff');
    t.regex(answer.headers.get('content-type') ?? '', /^(text|image|font|application)\//);
  }
  const script = files.find((file) => file.endsWith('.js')) ?? '';
  const head = await fetch(`${url}${script}`, {
    method: 'HEAD',
    headers: { 'accept-encoding': 'identity' },
  });
  t.is(head.status, 200);
  t.is(Number(head.headers.get('content-length')), (await readFile(join(BUILT, script))).length);
  const etag = head.headers.get('etag') ?? '';
  const host = new URL(url).host;
  const again = `GET ${script} HTTP/1.1\r\nHost: ${host}\r\nIf-None-Match: ${etag}\r\nConnection: close\r\n\r\n`;
  t.like(await sendRaw(url, again), { status: 304, body: '' });
});

test('what lies in the folder but is no plain file is not served, nor what comes later', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'assent-built-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets', 'a.js'), 'a');
  const files = await readBuilt(folder);
  await writeFile(join(folder, 'later.txt'), 'later');
  t.deepEqual([...files.keys()], ['/assets/a.js']);
  t.is(files.get('/assets/a.js')?.type, '.js');
});

const NO_PATHS = [
  '*', '?', '?a=b', 'health', './health', '../health', '\\health', '/\\health', '//health', '//evil.example/health',
  'http://evil.example/health', 'https://evil.example/health', 'http://evil.example:80/', 'ftp://evil.example/health',
  'javascript:alert(1)', 'http:///health', 'http://', 'http:', 'http://[::1/health', 'http://a b/health', '@evil.example/health',
  '/a/../health', '/./health', '/health/..', '/%2e/health', '/%2e%2e/health', '/a/%2E%2e/health', '/a%2f..%2fhealth',
  '/%5chealth', '/%00health', '/health%00', '/health%0d%0aX-Injected:%20yes', '/%0a', '/%7f', '/%252e%252e/health', '/..%252fhealth', '/%',  '/%zz', '/%ff', '/%c0%ae%c0%ae/',
  '/\u00e9', '/health#x', '/health\\..\\x',
]; // prettier-ignore

test('a request target that is no plain path answers 400, whatever stands behind it', async (t) => {
  const { url } = await servePages(t);
  for (const target of NO_PATHS) {
    const answer = await getRaw(url, target);
    t.is(answer.status, 400, JSON.stringify(target));
    t.is(answer.headers.get('x-injected'), null);
  }
  for (const method of ['OPTIONS', 'HEAD', 'POST', 'DELETE']) {
    const sent = `${method} * HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`;
    t.is((await sendRaw(url, sent)).status, 400, method);
  }
  t.is((await getRaw(url, '/docs')).status, 200);
  t.is((await getRaw(url, '/docs?a=/../b%00')).status, 200);
  // Browsers leave a backslash in a query as it is.
  t.is((await getRaw(url, '/docs?a=b\\c')).status, 200);
  t.is((await getRaw(url, `${url}/docs`)).status, 200, 'absolute form (RFC 9112 §3.2.2)');
  for (const path of ['/sign-in', '/assets/x', '/health', '/sign-in?next=/a', '?x=1']) {
    const [plain, absolute] = [path.replace(/^\?/, '/?'), `${url}${path}`];
    const { status } = await getRaw(url, absolute);
    t.is(status, (await getRaw(url, plain)).status, absolute);
    t.is((await getRaw(url, absolute.replace('http:', 'HTTP:'))).status, status, absolute);
  }
  t.is((await getRaw(url, `${url}/docs`, 'evil.example')).status, 400);
  const { host } = new URL(url);
  for (const odd of [
    `${host}, evil.example`,
    `evil.example@${host}`,
    `@${host}`,
    `${host}/x`,
    `${host}?`,
  ]) {
    t.is((await getRaw(url, '/docs', odd)).status, 400, odd);
  }
});
