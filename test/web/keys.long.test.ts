import test from 'ava';
import { createSuppression } from '#domain/suppressions/suppress.ts';
import type { Context, Services } from '#domain/context.ts';
import { advanceRotation } from '#domain/keys/rotation-steps.ts';
import { countEncrypted } from '#domain/keys/count.ts';
import { listKeys, listRotations } from '#domain/keys/read.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

/** The minute is over in which every process gets to know the new version. */
async function comesIntoUse(services: Services, ctx: Context): Promise<string> {
  await services.db.withRetentionRole(ctx, async (trx) => {
    const past = trx.raw("now() - interval '1 minute'");
    await trx('key_rotations').update({ active_from: past });
    await trx('tenant_keys').where({ kind: 'data', version: 2 }).update({ active_from: past, changed_at: trx.raw('clock_timestamp()') }); // prettier-ignore
  });
  const { data } = await listRotations(services, ctx, { limit: 1 });
  return data[0]?.id ?? '';
}

test('a key is replaced from the page: said first, asked again, seen until its old version is gone', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  const ctx = await contextOf(page);
  await page.goto('/contacts/new');
  await page.getByLabel('E-mail').fill('kept@example.com');
  await page.getByLabel('Phone').fill('+12025550123');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('The contact was added.').waitFor();

  await page.goto('/settings/keys');
  await page.getByText('Not counted yet').waitFor();
  await page.getByText('No key has been replaced yet').waitFor();
  const { in_use } = (await listKeys(web.services, ctx)).master_key;
  await page.getByText(`Your keys wrapped by ${in_use}`).waitFor();
  t.is(await page.getByText('It is being replaced').count(), 0);
  // What cannot be computed anew is not offered.
  for (const name of ['index', 'suppression']) {
    t.is(await page.getByText(`Replace the ${name} key`).count(), 0, name);
  }
  await createSuppression(web.services, ctx, {
    channel: 'email',
    address: 'blocked@example.com',
    reason: 'admin',
  });
  await countEncrypted(web.services, ctx, 0);
  await page.reload();
  const sealed = page.getByRole('table', { name: 'Encrypted values' });
  await sealed.getByRole('row', { name: /Contacts 2$/ }).waitFor();
  await sealed.getByRole('row', { name: /Everything 3$/ }).waitFor();
  t.deepEqual(await faultsOf(page), []);

  const late = await page.context().newPage();
  await late.goto('/settings/keys');
  await page.getByText('Replace the data key …').click();
  await page.getByText('the old version is destroyed permanently').waitFor();
  await shoot(page, 'asked');
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Yes, replace it by version 2' }).click();
  await page.getByText('The new version is announced.').waitFor();
  await page.getByRole('heading', { name: 'Data key: version 2 replaces version 1' }).waitFor();
  t.is(await page.getByText('Replace the data key …').count(), 0);
  t.deepEqual(await faultsOf(page), []);

  // Somebody who had the page open asks as well.
  await late.getByText('Replace the data key …').click();
  await late.getByRole('button', { name: /Yes, replace it/ }).click(); // prettier-ignore
  await late.getByRole('alert').getByText('This key is being replaced already').waitFor();

  const id = await comesIntoUse(web.services, ctx);
  await advanceRotation(web.services, ctx, id);
  await page.getByText(/None left when last counted/).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'running');
  await web.services.db.withRetentionRole(ctx, (trx) =>
    trx('key_rotations').update({ settled_from: trx.raw("now() - interval '1 second'") }),
  );
  while (!(await advanceRotation(web.services, ctx, id)).done);
  // Without a press: the page looks again by itself.
  const done = page.getByRole('table', { name: 'Replacements' });
  await done.getByText('Completed').last().waitFor();
  const versions = page.getByRole('table', { name: 'Data key' });
  await versions.getByRole('row', { name: /Version 1 Destroyed/ }).waitFor();
  await versions.getByRole('row', { name: /Version 2 In use/ }).waitFor();
  await sealed.getByRole('columnheader', { name: 'Version 2' }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'done');
});

test('links may not stop working before the law lets them: said at the field, also without a script', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 390, height: 900 } });
  const state = await page.context().storageState();
  const plain = await web.open({ javaScriptEnabled: false, storageState: state });
  await plain.goto('/settings/keys');
  await plain.getByText('Replace the signing key …').click();
  await plain.getByLabel('Old links work for').fill('7');
  await plain.getByRole('button', { name: 'Yes, replace it by version 2' }).click();
  const field = plain.getByLabel('Old links work for');
  t.is(await field.getAttribute('aria-invalid'), 'true');
  t.is(await field.inputValue(), '7');
  await field.fill('90');
  await plain.getByRole('button', { name: 'Yes, replace it by version 2' }).click();
  await plain.getByRole('heading', { name: /Signing key: version 2 replaces/ }).waitFor();
  await page.goto('/settings/keys');
  t.deepEqual(await faultsOf(page), []);
});
