import test from 'ava';
import { makeAudience } from '../../bench/audience.ts';
import { approvedCampaign } from '../_support/campaigns.ts';
import { contextOf, webTest } from '../_support/web.ts';

test('what is wrong with a rule, holiday or cap is said at the field that was typed in', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings/quiet-hours');
  const wrong = (label: string) =>
    page.getByLabel(label, { exact: true }).first().and(page.locator('[aria-invalid=true]'));
  const save = () => page.getByRole('button', { name: 'Save the rule' }).click();
  await page.getByLabel('Region', { exact: true }).first().fill('Atlantis');
  await page.getByLabel('Monday to Friday, from').fill('');
  await page.getByLabel('Monday to Friday, to').fill('');
  await page.getByLabel('Saturday, from').fill('21:00');
  await page.getByLabel('Source').fill('Us');
  await save();
  await wrong('Region').waitFor();
  await page.getByLabel('Region', { exact: true }).first().fill('DE');
  await save();
  await wrong('Saturday, to').waitFor();
  await page.getByLabel('Saturday, from').fill('');
  await save();
  await wrong('Saturday, from').waitFor();
  await page.getByLabel('At most').fill('0');
  await page.getByRole('button', { name: 'Add the cap' }).click();
  await wrong('At most').waitFor();
  for (const _ of [1, 2]) {
    await page.getByLabel('Day', { exact: true }).fill('2099-05-01');
    await page.getByLabel('Name', { exact: true }).fill('May Day');
    await page.getByRole('button', { name: 'Add the holiday' }).click();
    await page.waitForLoadState('networkidle');
  }
  await wrong('Day').waitFor();
  t.is(await page.getByText(/Rules \d|Caps \d|Holidays:/).count(), 0);

  const row = page.getByRole('row').filter({ hasText: 'US-KY' });
  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Yes, remove it' }).locator('visible=true').click();
  await row.waitFor({ state: 'detached' });
});

test('an emptied field that must have a value is refused, and another currency asks first', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  // The browser asks before what was refused, and so is not saved, is left.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto('/settings');
  for (const label of ['Name', 'Language', 'Country', 'Time zone']) {
    const field = page.getByLabel(label, { exact: true });
    const before = await field.inputValue();
    await field.fill('  ');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await field.and(page.locator('[aria-invalid=true]')).waitFor();
    await field.fill(before);
  }

  await page.goto('/settings/verification');
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await page.getByLabel('Currency').fill('eur');
  await save.click();
  await page.getByText(/Nothing is saved yet.*the list prices, which are in USD/).waitFor();
  await page.getByLabel('Count in EUR from now on').check();
  await save.click();
  await page.getByText('Saved.').waitFor();
  await page.goto('/settings/prices');
  await page.getByText('No list price counts in EUR').waitFor();
  t.pass();
});

test('a second Pause says that it changed nothing', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const ctx = await contextOf(page);
  const tag = await makeAudience(web.services, ctx, 1);
  const { id } = await approvedCampaign(web.services, ctx, { tag });
  // Whose time has passed cannot be resumed, and a slow machine takes its time.
  await web.services.db.withTenant(ctx, (trx) =>
    trx('campaigns')
      .where({ id })
      .update({ scheduled_at: trx.raw(`now() + interval '1 hour'`) }),
  );
  // Without a script a page does not follow what happens elsewhere.
  const storageState = await page.context().storageState();
  const second = await web.open({ storageState, javaScriptEnabled: false });
  for (const one of [page, second]) await one.goto(`/campaigns/${id}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await second.getByRole('button', { name: 'Pause' }).click();
  await second.getByText('Nothing was changed. The page shows what is there now.').waitFor();
  await second.getByRole('button', { name: 'Resume' }).waitFor();
  t.pass();
});
