import test from 'ava';
import { runImport } from '#domain/contact-imports/run.ts';
import { contextOf, faultsOf, webTest } from '../_support/web.ts';

const lines = Array.from({ length: 120 }, (_, i) => `nobody${i},x`);
const CSV = `E-mail,Language\nann@example.org,no language\n${lines.join('\n')}\n`;

test('what was typed for a try is there after it, Import stands on top, and the consents are counted', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const ctx = await contextOf(page);
  await page.goto('/contacts/imports/new');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await page.getByRole('button', { name: 'Read the file' }).click();
  await page.getByText('These people have consented before').click();
  const tryIt = page.getByRole('button', { name: 'Try it, change nothing' });
  await page.getByLabel('Record their consent with this proof').check();
  await tryIt.click();
  await page.getByText('without the wording it is no proof').waitFor();
  await page.getByText('without the date it is no proof').waitFor();
  await page.getByLabel('Record their consent with this proof').uncheck();
  await page.getByLabel('The wording they agreed to').fill('Yes,\nI want news');
  await page.getByLabel('Record their consent with this proof').check();
  await page.getByLabel('Date of consent').fill('2999-05-01');
  await tryIt.click();
  await page.getByText('This is in the future').waitFor();
  t.is(await page.getByLabel('Date of consent').getAttribute('aria-invalid'), 'true');
  t.is(await page.getByRole('alert').count(), 0, 'it is said at the field');
  await page.getByLabel('Record their consent with this proof').uncheck();
  await page.getByLabel('Date of consent').fill('2026-05-01');
  await tryIt.click();
  await page.getByText('This proof would not be stored').waitFor();
  t.is(
    await page.getByLabel('Date of consent').inputValue(),
    '2026-05-01',
    'nothing typed is lost',
  );
  await page.getByLabel('Record their consent with this proof').check();
  await tryIt.click();
  await page.getByText('Trying').waitFor();
  const id = page.url().split('/').at(-1) ?? '';
  await runImport(web.services, ctx, id, () => undefined);
  await page.getByText('Tried', { exact: true }).waitFor();
  t.false(await page.getByText('Completed').isVisible());
  t.true(await page.getByLabel('Record their consent with this proof').isChecked());
  t.is(await page.getByLabel('The wording they agreed to').inputValue(), 'Yes,\nI want news');
  t.is(await page.getByLabel('Date of consent').inputValue(), '2026-05-01');
  await page.getByRole('cell', { name: 'nobody7', exact: true }).waitFor();
  await page.getByText('Consents it would record').waitFor();
  await page.getByText('The rows themselves would be imported.').waitFor();
  t.deepEqual(await faultsOf(page), []);

  const button = page.getByRole('button', { name: 'Import', exact: true });
  const box = await button.boundingBox();
  t.true((box?.y ?? 9999) < 400, `the button is at ${box?.y}`);
  await button.click();
  await page.getByText('Running').waitFor();
  await runImport(web.services, ctx, id, () => undefined);
  await page.getByText('Completed').waitFor();
  await page.getByText('Consents recorded').waitFor();
  await page.getByText('The rows themselves are imported.').waitFor();
  const states = await web.services.db.withTenant(ctx, (trx) => trx('consents').select('state'));
  t.deepEqual(states, [{ state: 'granted' }]);
});
