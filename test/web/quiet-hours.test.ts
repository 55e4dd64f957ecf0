import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

test('quiet hours and caps are read, changed and switched off, each with one press', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn({ viewport: { width: 1440, height: 900 } });
  await page.goto('/settings/quiet-hours');
  t.deepEqual(await faultsOf(page), []);
  const rules = page.getByRole('table', { name: 'Rules' });
  await rules.getByText('Mon–Sat 09:00–20:00; Sun 12:00–20:00').waitFor();
  await rules.getByText('47 CFR 64.1200(c)(1)').waitFor();

  // Kentucky is switched off, Germany gets a rule of its own.
  await page.getByRole('button', { name: 'US-KY is on; switch it off' }).click();
  await page.getByRole('button', { name: 'US-KY is off; switch it on' }).waitFor();
  await page.getByLabel('Region', { exact: true }).first().fill('de');
  await page.getByLabel('Sunday, from').fill('');
  await page.getByLabel('Sunday, to').fill('');
  await page.getByLabel('Source').fill('Our own habit');
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await rules.getByText('Our own habit').waitFor();
  await rules.getByText('Mon–Fri 09:00–20:00; Sat 09:00–20:00').waitFor();

  // What cannot be is said at its field.
  await page.getByLabel('Region', { exact: true }).first().fill('Atlantis');
  await page.getByLabel('Source').fill('x');
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await page
    .getByText(/a country such as Germany/)
    .last()
    .waitFor();

  await page.goto('/settings/quiet-hours');
  await page.getByLabel('At most').fill('3');
  await page.getByRole('button', { name: 'Add the cap' }).click();
  await page.getByText('3 in a week').waitFor();

  await page.getByLabel('Keep quiet hours').uncheck();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Quiet hours are off').waitFor();
  t.deepEqual(await faultsOf(page), []);
  const shots = process.env['SHOTS'];
  if (shots) {
    await page.screenshot({ path: `${shots}/wide.png`, fullPage: true });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.screenshot({ path: `${shots}/narrow.png`, fullPage: true });
  }
});
