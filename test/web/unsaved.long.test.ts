import test from 'ava';
import type { Page } from 'playwright-core';
import { webTest } from '../_support/web.ts';

const asked = (page: Page) => page.getByRole('dialog', { name: 'Go on without saving?' });

const away = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).locator('[href="/settings/members"]');

/** Every editor, with a field of it. */
const EDITORS = [
  { path: '/templates/new?channel=email', label: 'Mail' },
  { path: '/segments/new', label: 'Name' },
  { path: '/forms/new', label: 'Title (English)' },
  { path: '/purposes/new', label: 'Name (English)' },
  { path: '/campaigns/new', label: 'Name' },
  { path: '/contacts/new', label: 'Name' },
  { path: '/settings/account', label: 'Name' },
] as const;

/** The link to the team, once the page of the team is shown. The address changes before that. */
const atTeam = (page: Page) => away(page).and(page.locator('[aria-current]'));

/** The same, once another page is shown. */
const elsewhere = (page: Page) => away(page).and(page.locator(':not([aria-current])'));

test('an editor with changes is not left without a question, by a link or by Back', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  page.context().setDefaultTimeout(30_000);
  await page.goto('/settings/members');
  await page.waitForLoadState('networkidle');
  for (const { path, label } of EDITORS) {
    // Within the application, so that Back stays in it.
    const open = async (): Promise<void> => {
      await page.evaluate(`__remixRouter.navigate(${JSON.stringify(path)})`);
      await elsewhere(page).waitFor();
    };
    await open();
    const field = page.getByLabel(label, { exact: true }).first();
    await field.waitFor();
    await away(page).click();
    await atTeam(page).waitFor();
    t.is(await asked(page).count(), 0, `${path}: nothing was changed`);

    await open();
    await field.fill('half a thought');
    await away(page).click();
    await asked(page).getByRole('button', { name: 'Stay here' }).click();
    await asked(page).waitFor({ state: 'detached' });
    await page.evaluate(() => history.back());
    await asked(page).waitFor();
    await page.keyboard.press('Escape');
    await asked(page).waitFor({ state: 'detached' });
    t.true(page.url().endsWith(path), path);
    t.is(await field.inputValue(), 'half a thought', path);

    await away(page).click();
    await asked(page).getByRole('button', { name: 'Go on without saving' }).click();
    await atTeam(page).waitFor();
  }
});

test('the browser asks before a tab with changes closes; what is saved needs no question', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const warned: string[] = [];
  page.on('dialog', (dialog) => {
    warned.push(dialog.type());
    void dialog.accept();
  });
  await page.goto('/templates/new?channel=sms');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Name', { exact: true }).click();
  await page.keyboard.type('Autumn');
  await page.goto('/templates/new?channel=sms');
  t.deepEqual(warned, ['beforeunload']);

  await page.waitForLoadState('networkidle');
  await page.getByLabel('Name', { exact: true }).fill('Autumn');
  const text = page.getByLabel('Text', { exact: true });
  await text.fill('Hello from Blossom');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Add a language').waitFor();
  await page
    .getByText('Saved.')
    .or(page.getByText(/saved|made|created/i))
    .first()
    .waitFor();
  await page
    .getByLabel('Made-up values')
    .fill('offer: tea', { force: true })
    .catch(() => undefined);
  await away(page).click();
  await atTeam(page).waitFor();
  t.is(await asked(page).count(), 0);

  // Another form of the page would replace what is typed.
  await page.goBack();
  await elsewhere(page).waitFor();
  t.is(await text.inputValue(), 'Hello from Blossom');
  await text.fill('Hello again');
  await page.getByLabel('Add a language').fill('ar');
  await page.getByRole('button', { name: 'Write it' }).click();
  await asked(page).getByRole('button', { name: 'Stay here' }).click();
  t.is(await text.inputValue(), 'Hello again');
  await page.getByRole('button', { name: 'Write it' }).click();
  await asked(page).getByRole('button', { name: 'Go on without saving' }).click();
  await page.waitForURL('**language=ar**');
  t.is(warned.length, 1);
});
