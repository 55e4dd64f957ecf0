import test from 'ava';
import type { Page } from 'playwright-core';
import type { Context, Services } from '#domain/context.ts';
import { placeHold } from '#domain/privacy/place.ts';
import { releaseHold } from '#domain/holds/release.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { DAY_MS, fillTenant } from '../_support/retention.ts';
import { testServices } from '../_support/services.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

/** What the workflow would do: works off the run whose page is open. */
async function workOff(services: Services, ctx: Context, page: Page): Promise<void> {
  await page.waitForURL('**/retention/runs/*');
  await page.getByText('Running').first().waitFor();
  await advanceRun(services, ctx, page.url().split('/').pop() ?? '');
  // By itself: the page looks again while a run is under way.
  await page.getByText('Completed').waitFor();
}

const tile = (page: Page, label: string) =>
  page.getByText(label, { exact: true }).first().locator('..');

test('what would go is seen first, a hold keeps it, then it goes; all of it can be found again', async (t) => {
  // Forty days after everything was made.
  const services = await testServices(t, { clock: () => new Date(Date.now() + 40 * DAY_MS) });
  const web = await webTest(t, { services });
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  const ctx = await contextOf(page);
  await page.goto('/retention');
  await page.getByText('No run yet').waitFor();
  await page.getByText('None: every policy applies to all data.').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await fillTenant(services, ctx);

  await page.getByRole('button', { name: 'See what would be deleted' }).click();
  await workOff(services, ctx, page);
  const kinds = page.getByRole('table', { name: 'Kinds of data' });
  await kinds.getByRole('row', { name: /^Import files .* Done 3 0/ }).waitFor();
  await kinds.getByRole('row', { name: /^Delivery records .* Done 0 0/ }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'retention-dry');

  const hold = await placeHold(services, ctx, { scope: 'tenant', reason: 'A lawsuit about May' });
  await page.goto('/retention');
  await page.getByRole('link', { name: 'Everything' }).waitFor();
  await page.getByText('A lawsuit about May').waitFor();
  await page.getByRole('button', { name: 'See what would be deleted' }).click();
  await workOff(services, ctx, page);
  t.regex(await tile(page, 'Would be deleted').innerText(), /\b0$/);
  t.notRegex(await tile(page, 'Kept by legal holds').innerText(), /\b0$/);
  await releaseHold(services, ctx, hold.id, { reason: 'The lawsuit is over' });

  await page.goto('/retention');
  await page.getByText('Delete due data now …').click();
  await page.getByText('It cannot be brought back').waitFor();
  await shoot(page, 'retention');
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Yes, delete it' }).click();
  await page.waitForURL('**/retention/runs/*');
  const other = await page.context().newPage();
  await other.goto('/retention');
  await other.getByRole('link', { name: 'A run is under way' }).waitFor();
  t.is(await other.getByRole('button', { name: 'See what would be deleted' }).count(), 0);
  await workOff(services, ctx, page);
  await kinds.getByRole('row', { name: /^Import files .* Done 3 0 [0-9a-f]{12}…$/ }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'retention-run');

  // Whoever had left the page sees that it is over.
  await other.getByRole('row', { name: /Deleted Ada Completed/ }).waitFor();
  t.is(await other.getByRole('table', { name: 'Runs' }).locator('tbody tr').count(), 3);
});

test('a policy says what it means and how far it goes; what is outside is said at its field', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  await page.goto('/retention');
  await page.getByRole('link', { name: 'Delivery records' }).click();
  await page.getByText('Two years of comparison, and a month').waitFor();
  await page.getByText('90 days to 1,826 days').waitFor();
  await page.getByLabel('Days').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Must be at least 90 days').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'retention-kind');
  await page.getByLabel('Days').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('cannot be kept forever').waitFor();
  await page.getByLabel('Days').fill('100');
  await page.getByLabel('After that').selectOption({ label: 'Archive, then delete' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. The next run uses it.').waitFor();
  await page.getByRole('row', { name: /100 days, then archived and deleted/ }).waitFor();

  // The organisation's own account of what it stores follows at once.
  await page.getByRole('link', { name: 'What we store' }).click();
  await page.getByRole('heading', { name: 'What we store, and for how long' }).waitFor();
  const aging = page.getByRole('table', { name: 'Data that ages' });
  await aging.getByRole('row', { name: /^Delivery records .* 100 days, from when/ }).waitFor();
  await page.getByRole('row', { name: /^Suppressions protects people/ }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'what-we-store');

  await page.goto('/retention/contacts');
  await page.getByText('or permanently: leave it empty for that').waitFor();
  t.is(await page.getByLabel('Days').inputValue(), '');
  const missing = await page.goto('/retention/nothing');
  t.is(missing?.status(), 404);
});
