import { readFile } from 'node:fs/promises';
import test from 'ava';
import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { systemContext } from '#domain/context.ts';
import { tenantId } from '#lib/ids.ts';
import { grantConsent } from '../_support/consent.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('a compliance officer finds a receipt by the address, reads it, keeps it and checks one that is brought', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const me = await (await page.request.get('/api/v1/organizations/me')).json();
  const ctx = systemContext(tenantId(me.id));
  const person = { channel: 'email' as const, address: 'amina@example.com', purpose: 'marketing' };
  await page.goto('/receipts');
  await page.getByText('No receipts yet').waitFor();
  const { eventId } = await grantConsent(web.services, ctx, person);

  await page.getByRole('link', { name: 'Receipts', exact: true }).click();
  await page.getByLabel('Address to look for').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Find receipts' }).click();
  await page.getByText('Nobody has agreed or withdrawn with this address').waitFor();
  await page.getByLabel('Address to look for').fill('amina@example.com');
  await page.getByRole('button', { name: 'Find receipts' }).click();
  const found = page.getByRole('table', { name: 'What was found' });
  await found.waitFor();
  t.deepEqual(await faultsOf(page), []);
  t.notRegex(page.url(), /amina/);
  await found.getByRole('link', { name: 'a•••@example.com' }).click();

  await page.getByText('Checked just now: this receipt is valid').waitFor();
  await page.getByText('Nobody has it yet').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.setViewportSize({ width: 390, height: 800 });
  t.deepEqual(await faultsOf(page), []);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  t.true(checkReceipt(JSON.parse(text)).ok);
  await page.reload();
  await page.getByText('Created, masked').waitFor();
  await page.getByRole('link', { name: 'Reveal' }).click();
  await page.getByText('In clear, and proven').waitFor();
  t.deepEqual(await faultsOf(page), []);

  await page.goto('/receipts/check');
  await page.getByLabel('Paste the whole file').fill(text);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('This receipt is unchanged and yours').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('link', { name: 'See its consent record' }).click();
  await page.waitForURL(`**/receipts/${eventId}`);
  await page.goto('/receipts/check');
  await page.getByLabel('Paste the whole file').fill('nonsense');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('This is not a valid receipt of yours').waitFor();
});
