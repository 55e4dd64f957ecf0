import test from 'ava';
import { BLOCKED_FILES } from '../_support/uploads.ts';
import { faultsOf, webTest } from '../_support/web.ts';

const csv = (rows: readonly string[]) => ({
  name: 'blocked.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['email', ...rows].join('\n')),
});
const MANY = Array.from({ length: 1_500 }, (_, i) => `p${i}@example.com`);

test('a short file of addresses is reported at once; a long one runs, and can be stopped', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 390, height: 900 } });
  const upload = async (rows: readonly string[]) => {
    await page.goto(BLOCKED_FILES);
    await page.locator('input[type=file]').setInputFiles(csv(rows));
    await page.getByRole('button', { name: 'Block them' }).click();
    await page.getByRole('heading', { name: 'blocked.csv' }).waitFor();
  };
  await upload(['a@example.com', 'nobody']);
  await page.getByText('Completed').waitFor();
  await page.getByText('2 of 2 rows done').waitFor();
  await page.getByText('Is not a phone number').waitFor();
  t.deepEqual(await faultsOf(page), []);

  // No worker runs in this test, so waiting processes keep waiting.
  await upload(MANY);
  await page.getByText('Running').waitFor();
  await page.getByText('The rows are counted').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Canceled').waitFor();
  t.is(await page.getByRole('button', { name: 'Stop' }).count(), 0);

  await page.goto(BLOCKED_FILES);
  await page.getByText('Canceled').waitFor();
  await page.getByText('Completed').waitFor();
  t.deepEqual(await faultsOf(page), []);
});
