import { glob, readFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { pino } from 'pino';
import { randomAddress } from '../_support/identity.ts';
import { memberOf, pagePaths } from '../_support/page-paths.ts';
import { sendRaw } from '../_support/raw-http.ts';
import { servePages } from '../_support/web.ts';

/*
 * Bad requests get a 4xx with a fitting text, and nothing is logged as an error, whichever page or path they are sent
 * to.
 */
type Server = {
  url: string;
  /** Lines of level warn or worse. */
  logged: string[];
  send(
    method: string,
    path: string,
    headers?: Record<string, string>,
    body?: string,
  ): Promise<Said>;
};
type Said = { status: number; headers: Headers; body: string };

async function serve(t: ExecutionContext): Promise<Server> {
  const logged: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const { url } = await servePages(t, { logger });
  const send: Server['send'] = (method, path, headers = {}, body = '') => {
    const all = { Host: new URL(url).host, 'X-Forwarded-For': randomAddress(), Connection: 'close', ...headers };
    const length = body ? { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) } : {};
    const lines = Object.entries({ ...all, ...length }).map(([name, value]) => `${name}: ${value}\r\n`);
    return sendRaw(url, `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  }; // prettier-ignore
  return { url, logged, send };
}

const BLAME = /went wrong on our side|Unexpected Server Error|Internal Server Error/i;
/** What somebody reads of a page. */
const read = (html: string): string => html.replaceAll(/<script[^>]*>.*?<\/script>/gs, '');
/** What is no page, or lies beside one. */
const BESIDE = ['/u', '/x', '/t', '/f', '/u/x', '/t/x', '/t/o/x', '/t/c/x', '/dev', '/dev/inbox', '/docs', '/docs/x', '/health', '/health/x', '/openapi.json', '/api', '/api/', '/api/v1', '/api/v2/contacts', '/API/v1/x', '/favicon.svg', '/assets', '/contacts/', '/contacts.data', '/_root.data', '/sign-in.data', '/a//b']; // prettier-ignore

test('a method that a page has no use for is a 405 with Allow, and nothing of the page runs', async (t) => {
  const { url, logged, send } = await serve(t);
  const { cookie = '', origin = '' } = await memberOf(url);
  const paths = [...(await pagePaths()), ...BESIDE];
  t.true(paths.length > 100);
  for (const path of paths) {
    for (const method of ['TRACE', 'DELETE', 'PUT', 'PATCH', 'PROPFIND', 'QUERY']) {
      const answer = await send(method, path, { Cookie: cookie, Origin: origin, Accept: 'text/html' }); // prettier-ignore
      t.true([404, 405].includes(answer.status), `${method} ${path}: ${answer.status}`);
      t.is(answer.status === 405, answer.headers.has('allow'), `${method} ${path}`);
      t.notRegex(read(answer.body), BLAME, `${method} ${path}`);
    }
  }
  t.is((await fetch(`${url}/api/v1/users/me`, { headers: { cookie } })).status, 200);
  t.deepEqual(logged, []);
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const WRONG: [name: string, headers: Record<string, string>, body: string][] = [
  ['JSON', JSON_TYPE, '{"email":"a@example.com"}'],
  ['half JSON', JSON_TYPE, '{"email'],
  ['plain text', { 'Content-Type': 'text/plain' }, 'email=a'],
  ['XML', { 'Content-Type': 'application/xml; charset=x' }, '<a/>'],
  ['a type that is none', { 'Content-Type': ';;;=' }, 'a=1'],
  ['multipart without a boundary', { 'Content-Type': 'multipart/form-data' }, 'a=1'],
  ['multipart cut off', { 'Content-Type': 'multipart/form-data; boundary=x' }, '--x\r\ncontent-dis'],
]; // prettier-ignore

test('a page that is sent what is no form says so; one that takes none says that nothing was found', async (t) => {
  const { url, logged, send } = await serve(t);
  const { cookie = '', origin = '' } = await memberOf(url);
  const by = { Cookie: cookie, Origin: origin, Accept: 'text/html' };
  const paths = await pagePaths();
  const bad: string[] = [];
  const statuses = new Map<number, number>();
  for (const [index, path] of paths.entries()) {
    // Not each with each: what reads a form is the same everywhere.
    const wrong = WRONG[index % WRONG.length];
    for (const [name, headers, body] of [['a form', {}, ''] as const, ...(wrong ? [wrong] : [])]) {
      const answer = await send('POST', path, { ...by, ...headers }, body);
      const blames = BLAME.test(read(answer.body));
      if (answer.status >= 500 || blames) bad.push(`${name} to ${path}: ${answer.status}`);
      if (answer.status === 405) t.truthy(answer.headers.get('allow'), path);
      statuses.set(answer.status, 1 + (statuses.get(answer.status) ?? 0));
    }
  }
  t.deepEqual(bad, []);
  for (const status of [400, 404, 405, 415]) t.true((statuses.get(status) ?? 0) > 0, `${status}`);
  // One of the pages has signed them out.
  const again = { ...by, Cookie: (await memberOf(url)).cookie ?? '' };
  for (const [name, headers, body] of WRONG) {
    for (const path of ['/sign-in', '/contacts/new', '/sign-in.data', '/r/check', '/f/none/news']) {
      const { status } = await send('POST', path, { ...again, ...headers }, body);
      t.true([400, 415].includes(status), `${name} to ${path}: ${status}`);
    }
  }
  const none = await send('POST', '/contacts', again);
  t.is(none.status, 405);
  t.regex(none.body, /Not found here/);
  const nowhere = await send('POST', '/nothing-here', again);
  t.is(nowhere.status, 404);
  t.regex(nowhere.body, /Page not found/);
  t.deepEqual(logged, []);
});

/** The names that pages read from their address, by what their sources say. */
async function queryNames(): Promise<string[]> {
  const names = new Set<string>();
  for await (const file of glob('web/**/*.{ts,tsx}')) {
    const source = await readFile(file, 'utf8');
    for (const [, name = ''] of source.matchAll(/(?:search|searchParams)\.(?:get|has)\('(\w+)'\)/g)) names.add(name); // prettier-ignore
    for (const [, list = ''] of source.matchAll(/filters\(url, \[([^\]]*)\]/g)) {
      for (const [, name = ''] of list.matchAll(/'(\w+)'/g)) names.add(name);
    }
  }
  return [...names];
}

test('whatever stands in the query of a page, it is shown or refused', async (t) => {
  const { url, logged, send } = await serve(t);
  const { cookie = '' } = await memberOf(url);
  const names = await queryNames();
  t.true(names.length > 20);
  const bad: string[] = [];
  for (const path of await pagePaths()) {
    for (const value of ['%00', '9999-12-31', '__proto__']) {
      const query = names.map((name) => `${name}=${value}`).join('&');
      // The data alone: drawing a hundred pages takes ten times as long.
      const answer = await send('GET', `${path === '/' ? '/_root' : path}.data?${query}`, { Cookie: cookie }); // prettier-ignore
      if (answer.status >= 500) bad.push(`${path}?…=${value}`);
    }
  }
  t.deepEqual(bad, []);
  t.deepEqual(logged, []);
});

const ODD: [path: string, headers: Record<string, string>][] = [
  ['/sign-in?next=/%0d%0aSet-Cookie:%20a=b', {}],
  ['/sign-in?next=%00', {}],
  ['/sign-in?next=http://[', {}],
  ['/?_data=root', {}],
  ['/contacts?_data=routes%2F_app', {}],
  ['/contacts.data?_routes=__proto__,constructor', {}],
  ['/contacts?cursor=%00&limit=1e9&sort=constructor', {}],
  ['/contacts?limit=%F0%9F%92%A9', {}],
  ['/find?q=%00%01', {}],
  ['/find', { Accept: 'x' }],
  ['/templates/preview', {}],
  ['/', { Cookie: 'zone=%zz; %%%=; =; __proto__=1' }],
  ['/', { 'Accept-Language': 'xx-!!, *;q=9, de;q=x' }],
  ['/', { Accept: ';;;,/' }],
  ['/', { 'If-None-Match': '"', 'If-Modified-Since': 'yesterday' }],
  ['/', { Range: 'bytes=9-1' }],
  ['/', { Upgrade: 'h2c', Connection: 'Upgrade, close' }],
  ['/', { Referer: 'http://[', 'User-Agent': '\u00ff\u0080' }],
  ['/', { 'X-Forwarded-For': 'nobody', 'X-Forwarded-Proto': 'gopher' }],
  ['/', { 'X-Forwarded-Host': 'a b' }],
  ['/', { Host: 'a b' }],
  ['/', { Host: 'evil.example/x' }],
  ['/', { Host: '[::1' }],
  ['/', { Host: '' }],
  ['/', { Authorization: 'Bearer \u00ff', 'X-Request-Id': '\u00ff' }],
];

test('odd addresses and headers are answered, and nothing is logged as an error', async (t) => {
  const { url, logged, send } = await serve(t);
  const { cookie = '' } = await memberOf(url);
  for (const [path, headers] of ODD) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await send(method, path, { Cookie: cookie, ...headers });
      const what = `${method} ${path} ${JSON.stringify(headers)}`;
      t.true(answer.status < 500, `${what}: ${answer.status}`);
      t.false(answer.headers.get('set-cookie')?.includes('a=b') ?? false, what);
    }
  }
  t.deepEqual(logged, []);
});

test('what is not there below the paths for programs is a 404 as problem+json, for browsers too', async (t) => {
  const { url } = await serve(t);
  for (const path of ['/api', '/api/', '/api/v1', '/api/v1/', '/api/v2/contacts', '/API/v1/nothing', '/health/x', '/docs/x', '/dev/x', '/t/x', '/openapi.json/x']) {
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(`${url}${path}`, { method, headers: { accept: 'text/html' }, redirect: 'manual' });
      t.is(answer.status, 404, `${method} ${path}`);
      t.is(answer.headers.get('content-type'), 'application/problem+json', path);
    }
  } // prettier-ignore
  const wrong = await fetch(`${url}/api/v1/contacts`, { method: 'DELETE' });
  t.is(wrong.status, 405);
  t.is(wrong.headers.get('content-type'), 'application/problem+json');
  t.deepEqual(wrong.headers.get('allow')?.split(', ').toSorted(), ['GET', 'HEAD', 'POST']);
  const asked = await fetch(`${url}/api/v1/contacts`, { method: 'OPTIONS' });
  t.is(asked.status, 200);
});

test('an Origin is ours by the public address or a name of this machine, not because the Host says the same', async (t) => {
  const { url, send } = await serve(t);
  const { cookie = '' } = await memberOf(url);
  const { port } = new URL(url);
  const post = async (host: string, origin: string, path: string) =>
    (await send('POST', path, { Host: host, Origin: origin, Cookie: cookie })).status;
  for (const path of ['/settings', '/sign-out', '/api/v1/auth/logout', '/api/v1/segments']) {
    for (const host of [`evil.example:${port}`, 'evil.example', `127.0.0.1.evil.example:${port}`, `localhost.evil.example:${port}`]) {
      t.is(await post(host, `http://${host}`, path), 403, `${path} at ${host}`);
    }
    t.is(await post(`127.0.0.1:${port}`, `http://localhost:${port}`, path), 403, path);
  } // prettier-ignore
  for (const host of [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    'localhost:8080',
    `[::1]:${port}`,
  ]) {
    t.not(await post(host, `http://${host}`, '/api/v1/segments'), 403, host);
  }
});
