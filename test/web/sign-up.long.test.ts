import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { Page } from 'playwright-core';
import { webTest, type WebTest } from '../_support/web.ts';

/** As a newcomer does it. @returns the page they are led to */
async function signUp(web: WebTest): Promise<Page> {
  const page = await web.open();
  await page.goto('/sign-up');
  await page.getByLabel('Organization').fill('Blossom & Sons');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill(`ada-${randomUUID()}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(`${web.url}/`);
  return page;
}

test('sign-up leads home; sign-out and sign-in lead back to where one wanted to go', async (t) => {
  const web = await webTest(t);
  const page = await signUp(web);
  await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await page.goto('/consents?state=granted');
  t.regex(page.url(), /\/sign-in\?next=%2Fconsents/);
});

test('sign-up works without client JavaScript, and keeps what was typed when a field is wrong', async (t) => {
  const web = await webTest(t);
  const page = await web.open({ javaScriptEnabled: false });
  await page.goto('/sign-up');
  await page.getByLabel('Organization').fill('Without Script');
  await page.getByLabel('Your name').fill('Noor');
  await page.getByLabel('E-mail').fill('not an address');
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Must be an e-mail address').waitFor();
  t.pass();
  t.is(await page.getByLabel('Organization').inputValue(), 'Without Script');
  t.is(await page.getByLabel('Password', { exact: true }).inputValue(), '');
});

test('a sign-in that leads to another site leads home instead', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/sign-in?next=//evil.example/');
  t.is(page.url(), `${web.url}/`);
});

test('pages carry a strict content security policy with a nonce of their own', async (t) => {
  const web = await webTest(t);
  const [one, other] = await Promise.all(
    [1, 2].map(async () =>
      (await fetch(`${web.url}/sign-in`)).headers.get('content-security-policy'),
    ),
  );
  t.regex(one ?? '', /script-src 'self' 'nonce-[^']+'/);
  t.notRegex(one ?? '', /script-src[^;]*unsafe/);
  t.not(one, other);
});

test('the first load stays below 200 kB of compressed script', async (t) => {
  const web = await webTest(t);
  const html = await (await fetch(`${web.url}/sign-in`)).text();
  const page = await signUp(web);
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js')),
  );
  const { gzipSync } = await import('node:zlib');
  let bytes = 0;
  for (const name of new Set(scripts)) {
    bytes += gzipSync(new Uint8Array(await (await fetch(name)).arrayBuffer())).length;
  }
  t.log(`${Math.round(bytes / 1024)} kB compressed`);
  t.true(html.includes('<title>'));
  t.true(bytes > 0 && bytes < 200 * 1024, `${bytes} bytes`);
});

test('country and time zone are guessed by the browser, shown, and can be changed', async (t) => {
  const web = await webTest(t);
  const page = await web.open({ timezoneId: 'Europe/Vienna', locale: 'de-DE' });
  await page.goto('/sign-up');
  // The language alone would say Germany.
  await page.waitForFunction(() => {
    const zone = document.querySelector('[name=time_zone]');
    return zone instanceof HTMLInputElement && zone.value === 'Europe/Vienna';
  });
  t.is(await page.getByLabel('Country').inputValue(), 'Austria');
  await page.getByLabel('Country').fill('Switzerland');
  await page.getByLabel('Organization').fill('Alpenblick');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill(`ada-${randomUUID()}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(`${web.url}/`);
  const organization: unknown = await (await page.request.get('/api/v1/organizations/me')).json();
  t.like(organization, { country: 'CH', time_zone: 'Europe/Vienna' });
});
