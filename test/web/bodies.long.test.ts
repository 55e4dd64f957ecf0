import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { randomAddress } from '../_support/identity.ts';
import { sendEndlessly } from '../_support/endless.ts';
import { memberOf, pagePaths } from '../_support/page-paths.ts';
import { servePages } from '../_support/web.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=xx' };
const part = (name: string, value: string): string =>
  `--xx\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

test('no page takes a body without end, whoever sends it; who is not signed in gets 64 kB', async (t) => {
  const { url } = await servePages(t);
  const member = await memberOf(url);
  const paths = await pagePaths();
  t.true(paths.length > 80);
  for (const path of paths) {
    for (const who of [{}, member]) {
      const { status } = await sendEndlessly(
        `${url}${path}`,
        { ...FORM, ...who },
        'a=1&'.repeat(16_000),
      );
      // 409: a page for people in no organization, which both are not.
      t.true([302, 404, 405, 409, 413, 415].includes(status), `${path}: ${status}`);
    }
  }
  for (const path of [
    '/sign-in',
    '/sign-up',
    '/f/none/news',
    '/p/none',
    '/r/check',
    '/sign-in.data',
  ]) {
    const pad = async (bytes: number) =>
      (
        await fetch(`${url}${path}`, {
          method: 'POST',
          headers: FORM,
          body: `pad=${'x'.repeat(bytes - 4)}`,
        })
      ).status;
    t.is(await pad(64 * 1024 + 1), 413, path);
    t.not(await pad(64 * 1024), 413, path);
  }
});

test('the fields of a form are counted, urlencoded and multipart', async (t) => {
  const { url } = await servePages(t);
  const post = async (headers: Record<string, string>, body: string) =>
    (
      await fetch(`${url}/sign-in`, {
        method: 'POST',
        headers: { ...headers, 'x-forwarded-for': randomAddress() },
        body,
      })
    ).status;
  t.is(await post(FORM, 'a=1&'.repeat(999) + 'a=1'), 422);
  t.is(await post(FORM, 'a=1&'.repeat(1000) + 'a=1'), 413);
  t.is(await post(FORM, '&'.repeat(60_000)), 413);
  t.is(await post(MULTIPART, `${part('a', '1').repeat(900)}--xx--`), 422);
  t.is(await post(MULTIPART, `${part('a', '1').repeat(1001)}--xx--`), 413);
  t.is(await post(MULTIPART, part('a', '1')), 400, 'cut off');
  t.is(await post(MULTIPART, ''), 400);
  t.is(await post({ 'content-type': 'multipart/form-data; boundary=' }, part('a', '1')), 400);
});

test('forms are still read as they were: order, signs, several of a name, a file that nobody asked for', async (t) => {
  const { url } = await servePages(t);
  const password = 'a long +&=% pässword';
  const fields = { organization_name: 'Blumen & Söhne', name: 'Ada', password };
  const from = { 'x-forwarded-for': randomAddress(), origin: url };
  const post = (path: string, body: BodyInit) =>
    fetch(`${url}${path}`, { method: 'POST', body, headers: from, redirect: 'manual' });
  const email = `ada-${crypto.randomUUID()}@example.com`;
  t.is((await post('/sign-up', new URLSearchParams({ ...fields, email }))).status, 302);
  const form = new FormData();
  form.set('file', new File(['x'.repeat(1000)], 'a.csv'));
  for (const [name, value] of Object.entries({ email, password })) form.set(name, value);
  t.is((await post('/sign-in', form)).status, 302);
});

test('a file of a page comes in as a stream: a small limit elsewhere is none for it, and its own is kept', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'assent-files-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const { url } = await servePages(t, { folder });
  const member = await memberOf(url);
  const csv = `email\n${Array.from({ length: 40_000 }, (_, i) => `somebody-${i}@example.com\n`).join('')}`;
  const send = (path: string, file: File | null, fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ intent: '', ...fields })) form.set(name, value);
    form.set('file', file ?? new File([], ''));
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: member,
      body: form,
      redirect: 'manual',
    });
  };
  const looked = await send('/contacts/imports/new', new File([csv], 'a.csv'));
  t.is(looked.status, 302);
  t.regex(looked.headers.get('location') ?? '', /^\/contacts\/imports\/[0-9a-f-]{36}$/);
  const blocked = await send(
    '/suppressions/imports',
    new File(['email\na@example.com\n'], 'b.csv'),
    { reason: 'opt_out' },
  );
  t.regex(blocked.headers.get('location') ?? '', /^\/suppressions\/imports\/[0-9a-f-]{36}$/);
  for (const path of ['/contacts/imports/new', '/suppressions/imports']) {
    const none = await send(path, null);
    t.is(none.status, 422);
    t.true((await none.text()).includes('Choose a CSV file'));
    const wrong = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...member, ...FORM },
      body: 'file=a',
    });
    t.is(wrong.status, 415, path);
  }
  // What was chosen beside a file that is refused is still chosen, without scripts too.
  for (const file of [null, new File([new Uint8Array(2_000_000)], 'c.csv')]) {
    const form = new FormData();
    form.set('intent', '');
    form.set('reason', 'legal');
    form.set('file', file ?? new File([], ''));
    const refused = await fetch(`${url}/suppressions/imports`, { method: 'POST', headers: member, body: form }); // prettier-ignore
    t.is(refused.status, 422);
    t.regex(await refused.text(), /<option value="legal" selected/);
  }
  const kept = await readdir(folder, { recursive: true, withFileTypes: true });
  t.is(kept.filter((entry) => entry.isFile()).length, 1, 'the one file that waits to be imported');
});
