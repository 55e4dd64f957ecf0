import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

const number = (i: number): string => `+1201555${String(100 + i).padStart(4, '0')}`;

test('limits, what they closed, and what codes cost, down to the rows', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  const start = (to: string) =>
    page.request.post(`${web.url}/api/v1/verifications`, {
      data: { channel: 'sms', to },
      headers: { origin: web.url },
    });

  // Twenty codes that nobody types in close a prefix; one in another country is refused.
  for (let i = 0; i < 20; i++) t.is((await start(number(i))).status(), 202);
  t.is((await start(number(30))).status(), 429);
  t.is((await start('+18765551234')).status(), 422);

  await page.goto('/settings/verification');
  await page.getByRole('row', { name: /\+1201/ }).waitFor();
  await page.getByText('A prefix was closed').waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Lift: +1201' }).click();
  await page.getByText('It is open again').waitFor();
  await page.getByText('All are open').waitFor();

  await page.getByLabel('Countries for codes by text').fill('US, JM');
  await page.getByLabel('Daily budget').fill('nothing');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Must be an amount such as 12.50').waitFor();
  await page.getByLabel('Daily budget').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  t.is((await start('+18765551235')).status(), 202);

  await page.goto('/settings/prices');
  await page.getByLabel('Country').fill('jm');
  await page.getByLabel('Price', { exact: true }).fill('0.2');
  await page.getByLabel('Source').fill('Our contract');
  await page.getByRole('button', { name: 'Set' }).click();
  await page.getByRole('row', { name: /Jamaica.*\$0\.20.*Yours: Our contract/ }).waitFor();
  t.deepEqual(await faultsOf(page), []);

  await page.goto('/verifications/insights');
  t.deepEqual(await faultsOf(page), []);
  const jamaica = page.getByRole('table', { name: 'By country' }).getByRole('row', { name: /Jamaica/ });
  await jamaica.getByRole('link', { name: '$0.25' }).waitFor();
  await jamaica.getByRole('cell', { name: '1' }).last().getByRole('link').click();
  await page.waitForURL(/status=blocked/);
  await page.getByRole('heading', { name: 'Verifications', exact: true }).waitFor();
  t.is(await page.getByRole('row').count(), 2);
  await page.getByRole('row').last().getByRole('link').click();
  await page.getByText('Its country is not among those codes may go to').waitFor();
  await page.getByText('Wrong codes for this address in 24 hours').waitFor();
  t.deepEqual(await faultsOf(page), []);
}); // prettier-ignore
