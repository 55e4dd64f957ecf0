import test from 'ava';
import { receiveCode } from '../_support/verification.ts';
import { contextOf, faultsOf, shoot, webTest } from '../_support/web.ts';

test('a member proves their address on a template’s page and gets the test there', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const context = await contextOf(page);
  await page.goto('/templates?channel=email');
  await page.getByRole('link', { name: 'News', exact: true }).first().click();
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByText('A code is on its way').waitFor();
  const { verification_id: id }: { verification_id: string } = await web.services.db.withTenant(
    context,
    (trx) => trx('member_addresses').first('verification_id'),
  );
  const tenant = { context, token: '', call: () => Promise.reject(new Error('not called')) };
  const code = await receiveCode(web, tenant, id);
  await page.getByLabel('Code', { exact: true }).fill(code === '111111' ? '222222' : '111111');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('is not the one we sent').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Proved. Tests go there from now on.').waitFor();
  await page.getByRole('button', { name: 'Send the test' }).click();
  await page.getByText('The test is on its way.').waitFor();
  await page.getByText('Queued').waitFor();
  await shoot(page, 'own-test');
  t.deepEqual(await faultsOf(page), []);
});
