import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { advanceErasure } from '#domain/privacy/erasure/advance.ts';
import { advanceExport } from '#domain/privacy/export/advance.ts';
import { recordRequest } from '#domain/privacy/requests/record.ts';
import { person } from '../_support/canaries.ts';
import { erase } from '../_support/erasing.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

test('a colleague exports and erases from the contact; what would go is seen first', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  const { services } = web;
  const ctx = await contextOf(page);
  const { id } = await createContact(services, ctx, { ...person('web'), tags: [], fields: {} });

  await page.goto(`/contacts/${id}`);
  await page.getByRole('button', { name: 'Export data' }).click();
  await page.waitForURL('**/privacy/exports/*');
  const copy = page.url().split('/').pop() ?? '';
  await advanceExport(services, ctx, copy, { processors: [] });
  // By itself: the page looks again while the copy is made.
  await page.getByText('Link for the person').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'privacy-export');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download', exact: true }).click(),
  ]);
  t.is(file.suggestedFilename(), 'your-data.zip');

  await page.goto(`/contacts/${id}`);
  await page.getByRole('button', { name: 'Erase …' }).click();
  await page.getByRole('heading', { name: 'What would be erased' }).waitFor();
  await page.getByText('Erase this person …').click();
  await page.getByLabel('Type ERASE to continue').fill('erase it');
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText('Must be ERASE, in capital letters').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'privacy-dry-run');
  await page.getByLabel('Type ERASE to continue').fill('ERASE');
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByRole('heading', { name: 'Steps' }).waitFor();
  await advanceErasure(services, ctx, page.url().split('/').pop() ?? '', {});
  await page.getByRole('link', { name: 'Certificate' }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'privacy-erased');
  t.is((await page.goto(`/contacts/${id}`))?.status(), 404);
});

test('the queue shows the clock; a request is refused with a ground', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 390, height: 900 } });
  const { services } = web;
  const ctx = await contextOf(page);
  const { id } = await createContact(services, ctx, { ...person('queue'), tags: [], fields: {} });
  await recordRequest(services, ctx, {
    contact_id: id,
    kind: 'erasure',
    received_at: new Date(Date.now() - 40 * 86_400_000),
  });
  const copy = await recordRequest(services, ctx, { contact_id: id, kind: 'export' });
  await page.goto('/privacy');
  await page.getByText('Overdue').first().waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'privacy-queue');
  await page.getByRole('link', { name: 'To be erased' }).click();
  await page.getByLabel('Ground').selectOption('legal_claim');
  await page.getByRole('button', { name: 'Refuse the request' }).click();
  await page.getByText('The request was refused').waitFor();
  await page.getByText('Needed for a legal claim').waitFor();
  t.deepEqual(await faultsOf(page), []);

  await erase(services, ctx, id);
  await page.goto(`/privacy/requests/${copy.id}`);
  await page.getByText('nobody is left to be told').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'privacy-request-closed');
});
