import test from 'ava';
import type { Page } from 'playwright-core';
import { scriptHasCome, withoutItsScript } from '../_support/early-typing.ts';
import { grantConsent } from '../_support/consent.ts';
import { contextOf, webTest } from '../_support/web.ts';

/* A user who is faster than the page or the connection: nothing that was entered or pressed may be lost. */

type Draft = { id: string; audience: { everyone: boolean }; variables: Record<string, unknown> };

/** A draft with a text that needs a value; in the page `page`. */
async function draft(page: Page, origin: string): Promise<{ id: string; now(): Promise<Draft> }> {
  const headers = { origin };
  const { data } = await (
    await page.request.get('/api/v1/templates?channel=email&limit=200')
  ).json();
  const news = data.find((one: { name: string }) => one.name === 'News');
  const made = await page.request.post('/api/v1/campaigns', {
    headers,
    data: { name: 'Quick', channel: 'email', purpose: 'marketing', template_id: news.id },
  });
  const { id } = await made.json();
  return { id, now: async () => (await page.request.get(`/api/v1/campaigns/${id}`)).json() };
}

/** Until what a page sends is let through. */
async function hold(page: Page): Promise<{ let: () => void; count: () => number }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let held = 0;
  await page.route('**/*', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    held++;
    await promise;
    return route.fallback();
  });
  return { let: resolve, count: () => held };
}

test('a button that is pressed while the page still saves by itself is pressed', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const address = 'amina@example.com';
  await grantConsent(web.services, await contextOf(page), { channel: 'email', address, purpose: 'marketing' }); // prettier-ignore
  const { id, now } = await draft(page, web.url);
  await page.goto(`/campaigns/${id}/audience`);
  await scriptHasCome(page);
  const line = await hold(page);
  await page.getByLabel('Everyone in your contacts').check();
  await page.getByRole('button', { name: 'Save and choose the message' }).click();
  line.let();
  await page.waitForURL(`**/campaigns/${id}/message`);
  t.is(line.count(), 2);
  t.true((await now()).audience.everyone);
});

test('what is typed the moment before somebody leaves is saved', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const { id, now } = await draft(page, web.url);
  await page.goto(`/campaigns/${id}/message`);
  await scriptHasCome(page);
  const saved = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.getByRole('textbox', { name: 'Message' }).evaluate((field) => {
    field.focus();
    document.execCommand('insertText', false, 'At the last moment');
    const away = [...document.querySelectorAll('a')].find((one) => one.textContent === 'Audience');
    away?.click();
  });
  await saved;
  await page.waitForURL(`**/campaigns/${id}/audience`);
  t.is((await now()).variables['message'], 'At the last moment');
});

test('a condition chosen before the script has come gets its field, with what was typed', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const letIt = await withoutItsScript(page, '/segments/new');
  await page.getByLabel('Condition 1', { exact: true }).selectOption('has_email:is');
  await page.getByLabel('Value of condition 1').fill('no');
  letIt();
  await page.locator('select[aria-label="Value of condition 1"]').waitFor();
  t.is(await page.getByLabel('Value of condition 1').inputValue(), 'no');
  // Of the field that was there when it was asked: the first answer would be that nothing was chosen.
  await page.getByText('Contacts', { exact: true }).last().waitFor();
});

test('a page that is drawn anew keeps what was typed before, and where', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  // Not the window of `web`: React says that it was disturbed.
  const page = await owner.context().newPage();
  // As browser extensions do.
  await page.addInitScript(`document.addEventListener('readystatechange', () => {
    document.querySelector('#main')?.append(document.createElement('mark'));
  })`);
  const letIt = await withoutItsScript(page, '/templates/new?channel=email');
  await page.locator('#main mark').waitFor({ state: 'attached' });
  await page.getByLabel('Name').fill('Spring');
  await page.getByLabel('What it is for').selectOption({ index: 1 });
  const chosen = await page.getByLabel('What it is for').inputValue();
  const body = page.getByLabel('Mail', { exact: true });
  await body.fill('Dear all');
  letIt();
  await scriptHasCome(page);
  t.is(await page.locator('#main mark').count(), 0, 'it was drawn anew');
  t.is(await page.getByLabel('Name').inputValue(), 'Spring');
  t.is(await page.getByLabel('What it is for').inputValue(), chosen);
  t.is(await body.inputValue(), 'Dear all');
  t.true(await body.evaluate((field) => field === document.activeElement));
});

test('what is typed into a search while the list is on its way stays', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/messages');
  await scriptHasCome(page);
  const { promise: answer, resolve } = Promise.withResolvers<void>();
  await page.route('**/messages.data**', async (route) => {
    await answer;
    await route.fallback();
  });
  const state = page.getByLabel('State');
  await state.selectOption({ index: 1 });
  const from = page.getByLabel('From', { exact: true });
  await from.fill('2026-02-03');
  await state.focus();
  resolve();
  await page.waitForURL(/[?&]/);
  await page.getByRole('link', { name: 'Clear' }).waitFor();
  t.is(await from.inputValue(), '2026-02-03');
  await page.getByRole('link', { name: 'Clear' }).click();
  await page.waitForURL('**/messages');
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('[name=from]')?.value === '',
  );
  t.is(await state.inputValue(), '');
});

test('the wrong field of a refused form does not take the focus from who types in another', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const letIt = await withoutItsScript(page, '/settings/api-keys');
  const name = page.getByLabel('Name', { exact: true });
  const owner = page.getByLabel('Belongs to', { exact: true });
  const save = page.getByRole('button', { name: 'Create the key' });
  const wrong = name.and(page.locator('[aria-invalid=true]'));
  const staysInOwner = () => owner.evaluate((one) => one === document.activeElement);
  await name.fill('  ');
  await save.click();
  await wrong.waitFor();
  await owner.focus();
  letIt();
  await scriptHasCome(page);
  t.true(await staysInOwner(), 'the script came');

  await save.click();
  await wrong.and(page.locator(':focus')).waitFor();
  await owner.focus();
  // The form is drawn again when another page is on its way.
  const { promise: away, resolve } = Promise.withResolvers<void>();
  await page.route('**/*.data**', async (route) => {
    await away;
    await route.abort();
  });
  await page.evaluate(() =>
    [...document.querySelectorAll('a')].find((one) => one.textContent === 'Mail')?.click(),
  );
  await page.waitForTimeout(300);
  t.true(await staysInOwner(), 'drawn again');
  resolve();
});
