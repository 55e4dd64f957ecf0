import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

test('a template is copied, gets a language, another main one, loses one, and goes', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const said = (words: string) => page.getByText(words, { exact: false }).first().waitFor();
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  const made = await page.request.post(`${web.url}/api/v1/templates`, {
    data: {
      name: 'Shipped',
      channel: 'sms',
      category: 'transactional',
      body: 'It is on its way.',
    },
    headers: { origin: web.url },
  });
  const { id } = await made.json();

  await page.goto(`/templates/${id}`);
  await press('Copy');
  await page.waitForURL((url) => url.pathname !== `/templates/${id}`);
  const copy = new URL(page.url()).pathname;
  // The address changes a moment before the page does.
  await page.getByRole('heading', { name: 'Shipped (copy)' }).waitFor();

  await page.getByLabel('Add a language').fill('no language at all');
  await press('Write it');
  await said('Write a tag such as ar, de or pt-BR');
  await page.getByLabel('Add a language').fill('de');
  await press('Write it');
  await page.getByRole('link', { name: 'de', exact: true }).waitFor();
  await page.locator('textarea[name=body]').fill('Es ist unterwegs.');
  await press('Save');
  await page.waitForURL(/done=saved/);
  await page.getByRole('link', { name: 'de', exact: true }).waitFor();
  t.deepEqual(await faultsOf(page), []);

  await page.goto(`${copy}?language=de`);
  await press('Make de the main one');
  await page.waitForURL(/done=saved/);
  await page.getByRole('link', { name: 'de (main)' }).waitFor();

  await page.goto(`${copy}?language=en`);
  await page.getByText('Remove en').click();
  await press('Yes, without en');
  await page.waitForURL(/done=saved/);
  await page.getByRole('link', { name: 'en', exact: true }).waitFor({ state: 'detached' });

  await press('Use where none is named');
  await said('this is the default for its use');
  await page.getByText('Take out of use', { exact: true }).last().click();
  await press('Yes, take it out of use');
  await page.waitForURL(/\/templates\?done=archived/);
  const gone = await page.request.get(`${web.url}/api/v1${copy}`);
  t.truthy((await gone.json()).archived_at);
});

test('the preview says why there is none', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/templates/new?channel=sms');
  const preview = page.locator('section').filter({ hasText: 'As a recipient sees it' });
  await page.getByLabel('Language').fill('Nowherish');
  await page.locator('textarea[name=body]').fill('Guten Tag');
  await preview.getByText('Language: must be a language tag such as en or ar').waitFor();
  t.notRegex(await preview.innerText(), /Write something/);
  await page.getByLabel('Language').fill('de');
  await preview.getByText('Guten Tag').waitFor();
  t.notRegex(await preview.innerText(), /must be a language tag/);
});
