import test from 'ava';
import { randomAddress } from '../_support/identity.ts';
import { sendRaw } from '../_support/raw-http.ts';
import { servePages } from '../_support/web.ts';

/** Where a browser on this site ends up. */
const seenBy = (url: string, location: string | null): URL => new URL(location ?? '', url);

const AWAY = [
  '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '\\/evil.example', '/\t/evil.example', '/\n/evil.example',
  '\t//evil.example', ' //evil.example', '\u0000//evil.example', '/./\\evil.example', '/.//evil.example', '/..//evil.example', '/a/..//evil.example',
  '/%2e//evil.example', '/%2e%2e//evil.example', '/./%5Cevil.example', '/%09/evil.example', 'https://evil.example', 'https:evil.example', 'https:/evil.example', 'http:\\\\evil.example',
  'HTTPS://evil.example/', '//evil.example@127.0.0.1', '//127.0.0.1@evil.example', 'javascript:alert(1)', 'data:text/html,x', 'blob:https://evil.example/x',
  '/\r\nSet-Cookie: a=b', '/\r\n\r\n<script>', '//%65vil.example', '/．．//evil.example', '／／evil.example', '//evil。example', 'http://[::1', '//:80', '?//evil.example', '#//evil.example',
]; // prettier-ignore

/** As it stands, and as it is written in addresses that are decoded twice. */
const spellings = (next: string): string[] => [
  encodeURIComponent(next),
  encodeURIComponent(encodeURIComponent(next)),
];

test('after sign-in and sign-up nobody is led to another site, however it is written', async (t) => {
  const { url } = await servePages(t);
  const fields = { name: 'Ada', organization_name: 'Blossom', password: 'a long enough password' };
  const post = (path: string, email: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'x-forwarded-for': randomAddress(), origin: url },
      body: new URLSearchParams({ ...fields, email }),
    });
  const email = `ada-${crypto.randomUUID()}@example.com`;
  const first = await post('/sign-up?next=%2F%09%2Fevil.example', email);
  t.is(seenBy(url, first.headers.get('location')).origin, new URL(url).origin);
  const cookie = first.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '); // prettier-ignore
  for (const next of AWAY.flatMap(spellings)) {
    const target = `/sign-in?next=${next}`;
    const signedIn = await sendRaw(
      url,
      `GET ${target} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    if (signedIn.status === 400) continue;
    t.is(signedIn.status, 302, target);
    t.is(seenBy(url, signedIn.headers.get('location')).origin, new URL(url).origin, target);
    t.is(signedIn.headers.get('set-cookie')?.includes('a=b') ?? false, false);
  }
  for (const next of ['/%09/evil.example', '/./%5Cevil.example', '/.//evil.example']) {
    const answer = await post(`/sign-in?next=${next}`, email);
    t.is(answer.status, 302);
    t.is(seenBy(url, answer.headers.get('location')).origin, new URL(url).origin, next);
  }
  const data = await post('/sign-in.data?next=/.//evil.example', email);
  t.false((await data.text()).includes('evil.example'));
});

test('pages of ours are still led to, with their query', async (t) => {
  const { url } = await servePages(t);
  const email = `ada-${crypto.randomUUID()}@example.com`;
  const fields = { name: 'Ada', organization_name: 'Blossom', password: 'a long enough password' };
  const post = async (path: string) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'x-forwarded-for': randomAddress(), origin: url },
      body: new URLSearchParams({ ...fields, email }),
    });
    return answer.headers.get('location');
  };
  t.is(
    await post('/sign-up?next=%2Fcontacts%3Fq%3Dwei%C3%9F%26limit%3D20'),
    '/contacts?q=wei%C3%9F&limit=20',
  );
  t.is(
    await post('/sign-in?next=%2Fcontacts%2F1%3Fa%3D%2F%2Fevil.example'),
    '/contacts/1?a=//evil.example',
  );
  t.is(await post('/sign-in'), '/');
  t.is(await post('/sign-in?next='), '/');
});

const FORM =
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nConnection: close\r\n';

test('sign-in, sign-up and sign-out are for our own pages; without an Origin only where there is no cookie', async (t) => {
  const { url } = await servePages(t);
  const { host, origin } = new URL(url);
  const email = `ada-${crypto.randomUUID()}@example.com`;
  const made = await fetch(`${url}/sign-up`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'x-forwarded-for': randomAddress(), origin },
    body: new URLSearchParams({
      email,
      name: 'Ada',
      organization_name: 'Blossom',
      password: 'a long enough password',
    }),
  });
  const cookie = made.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '); // prettier-ignore
  const paths = ['/sign-out', '/sign-out.data', '/sign-in', '/sign-up', '/api/v1/auth/logout', '/api/v1/auth/login', '/api/v1/auth/sign-up', '/api/v1/auth/refresh', '/settings']; // prettier-ignore
  const post = async (path: string, headers: Record<string, string>): Promise<number> => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join(''); // prettier-ignore
    const ip = `X-Forwarded-For: ${randomAddress()}\r\n`;
    return (
      await sendRaw(url, `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${ip}${lines}${FORM}\r\n`)
    ).status;
  };
  for (const path of paths) {
    for (const foreign of [
      'https://evil.example',
      'null',
      `${origin}.evil.example`,
      'http://127.0.0.1',
      'nonsense',
      'http://[',
      `${origin}/`,
      `${origin}, ${origin}`,
    ]) {
      const callers: Record<string, string>[] = [
        {},
        { Cookie: cookie },
        { Cookie: 'assent.session_token=stale' },
        { Cookie: cookie, 'X-Forwarded-Host': 'evil.example' },
      ];
      for (const by of callers) {
        t.is(
          await post(path, { Origin: foreign, ...by }),
          403,
          `${path} from ${foreign} ${JSON.stringify(by)}`,
        );
      }
    }
    t.is(await post(path, { Cookie: cookie }), 403, `${path} with a cookie from nowhere`);
    t.is(await post(path, { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' }), 403);
    t.not(await post(path, {}), 403, `${path} by a program`);
  }
  const alive = await fetch(`${url}/api/v1/users/me`, { headers: { cookie } });
  t.is(alive.status, 200, 'nobody was signed out');
  t.not(await post('/settings', { Cookie: cookie, Origin: origin }), 403);
  t.is(await post('/sign-out', { Cookie: cookie, Origin: origin }), 302);
  t.is((await fetch(`${url}/api/v1/users/me`, { headers: { cookie } })).status, 401);
});
