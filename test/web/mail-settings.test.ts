import test from 'ava';
import { faultsOf, shoot, webTest } from '../_support/web.ts';

test('a sender is set, a domain is added, and its records are shown and looked up', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings/mail');
  await page.getByLabel('From name').fill('The Shop');
  await page.getByLabel('From address').fill('news@shop.example');
  await page.getByLabel('Reply-to address').fill('not an address');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('is not an e-mail address').waitFor();
  await page.getByLabel('Reply-to address').fill('help@shop.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('shop.example is not proved').waitFor();
  t.is(await page.getByLabel('From address').inputValue(), 'news@shop.example');

  await shoot(page, 'mail');
  t.deepEqual(await faultsOf(page), []);

  await page.getByLabel('Domain', { exact: true }).fill('shop.example');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('heading', { name: 'shop.example' }).waitFor();
  await page.getByText('_assent.shop.example', { exact: true }).waitFor();
  await page.getByText(/^v=DKIM1; k=rsa; p=/).waitFor();
  t.is(await page.getByText('Not checked yet').count(), 4);
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('Checked just now.').waitFor();
  t.is(await page.getByText('Not checked yet').count(), 0);
  t.deepEqual(await faultsOf(page), []);
  await shoot(page, 'sending-domain');
  await page.setViewportSize({ width: 390, height: 900 });
  t.deepEqual(await faultsOf(page), []);
});
