import test from 'ava';
import type { Page } from 'playwright-core';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { asOwner } from '../_support/installations.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

/** Adds a member with a name to the organization of a page. */
async function addMember(page: Page, name: string, role: string): Promise<string> {
  const { tenantId } = await contextOf(page);
  const { DATABASE_URL: databaseUrl } = loadConfig();
  const email = `${name.toLowerCase()}-${newId()}@example.com`;
  const [user] = await asOwner<{ id: string }>(
    { databaseUrl },
    `with made as (insert into auth."user" (name, email, "emailVerified") values ($1, $2, true) returning id)
     insert into auth.member ("organizationId", "userId", role, "createdAt")
     select $3, id, $4, now() from made returning "userId" as id`,
    [name, email, tenantId, role],
  );
  return user?.id ?? '';
}

test('an owner finds a member, changes their role, deactivates, lets in again, and removes them', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await addMember(page, 'Bea', 'member');
  await addMember(page, 'Cem', 'admin');
  await page.goto('/settings/members?role=member');
  await page.getByRole('cell', { name: 'Bea', exact: true }).waitFor();
  t.is(await page.getByRole('table', { name: 'Members' }).getByRole('row').count(), 2);
  await page.goto('/settings/members?q=be');
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'members');
  await page.getByRole('link', { name: 'Bea' }).click();
  await page.getByRole('heading', { name: 'Bea', level: 1 }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'member');

  await page.getByLabel('Role', { exact: true }).selectOption('admin');
  await page.getByRole('button', { name: 'Change the role' }).click();
  await page.getByText('The role was changed.').waitFor();
  t.is(await page.getByLabel('Role', { exact: true }).inputValue(), 'admin');

  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByText('their own API keys are refused too').waitFor();
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
  await page.getByText('Deactivated. They are refused').waitFor();
  await page.getByRole('button', { name: 'Reactivate', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, reactivate' }).click();
  await page.getByText('They are let in again.', { exact: false }).first().waitFor();

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('They have no API keys.').waitFor();
  await page.getByRole('button', { name: 'Yes, remove them' }).click();
  await page.waitForURL(/\/settings\/members\?done=/);
  t.is(await page.getByRole('cell', { name: 'Bea', exact: true }).count(), 0);
  await page.goto('/settings/members/roles');
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'roles');
});

test('what would be refused cannot be pressed, and the page says why', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const last = 'no active owner left';
  await page.goto('/settings/members');
  await page.getByText(last).waitFor();
  t.is(await page.getByRole('button', { name: 'Leave', exact: true }).count(), 0);
  await page.getByRole('link', { name: 'Ada (you)' }).click();
  await page.getByText('This is you.').waitFor();
  await page.getByText(last).first().waitFor();
  for (const name of ['Leave', 'Change the role', 'Deactivate', 'Remove']) {
    t.is(await page.getByRole('button', { name, exact: true }).count(), 0, name);
  }

  // An admin before an owner.
  const owner = await addMember(page, 'Olga', 'owner');
  const me = (await (await page.request.get('/api/v1/users/me')).json()).id;
  const origin = { origin: web.url };
  await page.request.patch(`/api/v1/users/${me}`, { data: { role: 'admin' }, headers: origin });
  await page.goto(`/settings/members/${owner}`);
  await page.getByText('Only an owner makes somebody an owner').first().waitFor();
  for (const name of ['Change the role', 'Deactivate', 'Remove']) {
    t.is(await page.getByRole('button', { name, exact: true }).count(), 0, name);
  }
  await page.goto(`/settings/members/${await addMember(page, 'Bea', 'viewer')}`);
  const choices = await page.getByLabel('Role', { exact: true }).locator('option').allInnerTexts();
  t.deepEqual(choices, ['Admin', 'Member', 'Viewer']);
});

test('without a script a member is removed all the same', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ javaScriptEnabled: false });
  await page.goto(`/settings/members/${await addMember(page, 'Bea', 'member')}`);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, remove them' }).click();
  await page.waitForURL(/\/settings\/members\?done=/);
  t.is(await page.getByRole('cell', { name: 'Bea', exact: true }).count(), 0);
});
