import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

test('deleting an API key asks first, and deletes the one that was meant', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings/api-keys');
  for (const name of ['Web shop', 'Till']) {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('contacts:read').check();
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.getByText(`The key "${name}"`).waitFor();
  }
  const row = page.getByRole('row').filter({ hasText: 'Till' });
  await row.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete the key “Till”?' });
  await dialog.waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  t.is(await page.getByRole('row').filter({ hasText: 'Till' }).count(), 1, 'nothing was done');

  await row.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByRole('button', { name: 'Yes, delete it' }).click();
  await row.waitFor({ state: 'detached' });
  t.is(await page.getByRole('row').filter({ hasText: 'Web shop' }).count(), 1);
});
