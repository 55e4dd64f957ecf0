import test from 'ava';
import { webTest } from '../_support/web.ts';

test('the preview of a segment, a form and a purpose says why there is none', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/segments/new');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Condition 2', { exact: true }).selectOption('country:is');
  await page.getByText('Condition 2: must not be empty').waitFor();
  await page.getByLabel('Value of condition 2').fill('Atlantis');
  await page.getByText('Condition 2: is not a known country').waitFor();
  await page.getByLabel('Value of condition 2').fill('Germany');
  await page.getByText('Condition 2').waitFor({ state: 'detached' });
  await page.getByLabel('Condition 2', { exact: true }).selectOption('created_at:after');
  await page.getByLabel('Condition 2', { exact: true }).selectOption('');
  await page.getByText('Choose a condition to see how many match.').waitFor();

  await page.goto('/forms/new');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Your sites').fill('kaputt');
  await page.getByText('Your sites: must be an origin such as https://shop.example').waitFor();
  t.is(await page.locator('iframe').count(), 0);
  await page.getByLabel('Your sites').fill('https://shop.example');
  await page.locator('iframe').waitFor();

  await page.goto('/purposes/new');
  await page.waitForLoadState('networkidle');
  await page.getByText('Another language').click();
  await page.getByLabel('Language', { exact: true }).fill('deutsch');
  await page.getByLabel('Name in that language').fill('Brot');
  await page.getByText('Another language, language: must be a language tag').waitFor();
  t.is(await page.locator('iframe').count(), 0);
  await page.getByLabel('Language', { exact: true }).fill('de');
  await page.locator('iframe').first().waitFor();
});
