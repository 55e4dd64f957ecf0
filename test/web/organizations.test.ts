import test from 'ava';
import type { Page } from 'playwright-core';
import { loadConfig } from '#lib/config.ts';
import { asOwner } from '../_support/installations.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

const byHand = (statement: string, values: unknown[]) =>
  asOwner<{ id: string }>({ databaseUrl: loadConfig().DATABASE_URL }, statement, values);

/** Creates a second organization on its page, and goes on in it. */
async function create(page: Page, name: string): Promise<void> {
  await page.goto('/organizations');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL('/');
}

const menu = (page: Page) => page.locator('summary').filter({ hasText: 'your organizations' });

for (const javaScriptEnabled of [true, false]) {
  test(`a second organization is made, and its person goes from one to the other, ${javaScriptEnabled ? 'with' : 'without'} a script`, async (t) => {
    const web = await webTest(t);
    const page = await web.signedIn({ javaScriptEnabled });
    await page.goto('/');
    t.is(await menu(page).count(), 0, 'nothing to choose yet');
    await create(page, 'Tulip');
    await menu(page).getByText('Tulip').waitFor();
    await page.goto('/contacts');
    await menu(page).click();
    if (javaScriptEnabled) {
      t.deepEqual(await faultsOf(page), []);
      await shoot(page, 'switcher');
    }
    await page.getByRole('button', { name: 'Blossom & Sons' }).click();
    await page.waitForURL('/');
    await menu(page).getByText('Blossom & Sons').waitFor();
    await page.goto('/organizations');
    if (javaScriptEnabled) {
      t.deepEqual(await faultsOf(page), []);
      await shoot(page, 'organizations');
    }
    await page.getByRole('button', { name: 'Go on here' }).click();
    await menu(page).getByText('Tulip').waitFor();
  });

  test(`a tab of the former organization changes nothing in the other one, ${javaScriptEnabled ? 'with' : 'without'} a script`, async (t) => {
    const web = await webTest(t);
    const page = await web.signedIn({ javaScriptEnabled });
    await page.goto('/contacts/new');
    if (javaScriptEnabled) await page.waitForLoadState('networkidle');
    const other = await page.context().newPage();
    await create(other, 'Tulip');
    await page.getByLabel('Name', { exact: true }).fill('For Blossom');
    await page.getByLabel('E-mail', { exact: true }).fill('blossom@example.com');
    await page.locator('#main').getByRole('button', { name: 'Add', exact: false }).first().click();
    await page.getByText('This page was opened in another organization.').waitFor();
    await page.getByText('You work in Tulip now').waitFor();
    await other.goto('/contacts');
    t.is(await other.getByText('For Blossom').count(), 0);
    await other.goto('/organizations');
    await other.getByRole('button', { name: 'Go on here' }).click();
    await other.goto('/contacts');
    t.is(await other.getByText('For Blossom').count(), 0, 'nor in the former');
  });
}

test('a tab that goes on after a switch elsewhere shows the other organization with its name', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/contacts');
  await page.waitForLoadState('networkidle');
  const other = await page.context().newPage();
  await create(other, 'Tulip');
  await menu(other).waitFor();
  await other.waitForLoadState('networkidle');
  await page.getByRole('link', { name: 'Templates' }).click();
  await menu(page).getByText('Tulip').waitFor();
  t.true(page.url().endsWith('/templates'));
});

test('every form of a member says for which organization its page is', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  for (const path of [
    '/contacts/new', '/contacts/imports/new', '/suppressions', '/suppressions/imports', '/campaigns/new', '/segments/new',
    '/templates/new?channel=sms', '/purposes/new', '/forms/new', '/holds/new', '/settings', '/settings/account',
    '/settings/api-keys', '/settings/verification', '/settings/prices', '/settings/quiet-hours', '/settings/withdrawals',
    '/settings/assistant', '/settings/mail', '/settings/widget', '/settings/keys', '/retention', '/privacy', '/assistant',
  ]) {
    await page.goto(path);
    const without = await page
      .locator('form[method=post]:not([action="/sign-out"])')
      .evaluateAll((forms) =>
        forms.flatMap((form) => (form.querySelector('[name=_organization]') ? [] : [form.outerHTML.slice(0, 200)])),
      );
    t.deepEqual(without, [], path);
  }
}); // prettier-ignore

test('whoever is in no organization any more reads so, and can sign out or make one', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const { tenantId } = await contextOf(page);
  await byHand(`delete from auth.member where "organizationId" = $1`, [tenantId]);
  await page.goto('/contacts');
  await page.getByRole('heading', { name: 'No organization lets you in' }).waitFor();
  await page.getByText('You are in no organization any more.').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'no-organization');
  await page.getByLabel('Name').fill('Another beginning');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL('/');
  await page.getByText('Another beginning').first().waitFor();
  t.is(await page.getByRole('heading', { name: 'No organization lets you in' }).count(), 0);
});

for (const javaScriptEnabled of [true, false]) {
  test(`what was meant for an organization that a person has lost is not done in another one, ${javaScriptEnabled ? 'with' : 'without'} a script`, async (t) => {
    const web = await webTest(t);
    const page = await web.signedIn({ javaScriptEnabled });
    await create(page, 'Tulip');
    const { tenantId } = await contextOf(page);
    await page.goto('/contacts/new');
    if (javaScriptEnabled) await page.waitForLoadState('networkidle');
    await byHand(`delete from auth.member where "organizationId" = $1`, [tenantId]);
    await page.getByLabel('Name', { exact: true }).fill('For Tulip');
    await page.getByLabel('E-mail', { exact: true }).fill('tulip@example.com');
    await page.locator('#main').getByRole('button', { name: 'Add', exact: false }).first().click();
    await page.getByText('You are no longer in the organization').waitFor();
    await page.goto('/contacts');
    await page.getByText('Blossom & Sons').first().waitFor();
    t.is(await page.getByText('For Tulip').count(), 0);
  });
}
