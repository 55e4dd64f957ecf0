import test from 'ava';
import { signedText } from '../_support/text-in.ts';
import { someone } from '../_support/twilio.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('unclear words are counted in the navigation, read, and decided after a question', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/reviews');
  await page.getByText('Nothing waits for you').waitFor();
  const people = [someone(), someone()];
  for (const { address } of people) {
    await page.goto('/contacts/new');
    await page.getByLabel('Phone').fill(address);
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('The contact was added.').waitFor();
    const { path, body, headers } = signedText(address, 'leave me alone, wrong number');
    const answer = await fetch(`${web.url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    t.is(answer.status, 200);
  }
  await page.goto('/reviews');
  await page.getByRole('link', { name: 'Review queue 2 waiting' }).waitFor();
  t.is(await page.getByText('leave me alone, wrong number').count(), 2);
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  const asked = page.getByRole('dialog', { name: 'Was it no withdrawal?' });
  await asked.getByRole('button', { name: 'Cancel' }).click();
  t.is(await page.getByText('leave me alone, wrong number').count(), 2, 'nothing is decided');
  await page.getByRole('button', { name: 'Withdraw' }).first().click();
  const sure = page.getByRole('dialog', { name: 'Was it a withdrawal?' });
  await sure.getByRole('button', { name: 'Yes, withdraw' }).click();
  await page.getByText('Withdrawn: nothing more is sent').waitFor();
  await page.getByRole('link', { name: 'Review queue 1 waiting' }).waitFor();

  await page.getByRole('row').nth(1).getByRole('link').click();
  await page.getByRole('heading', { name: /^What \+1.+ wrote$/ }).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.getByLabel('Decision').selectOption('dismiss');
  await page.getByLabel('Why').fill('They meant another shop');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText('Consent stays as it is.').waitFor();
  await page.getByText('They meant another shop').waitFor();
  await page.getByRole('link', { name: 'Review queue', exact: true }).first().waitFor();

  await page.goto('/settings/withdrawals');
  await page.getByLabel('A STOP ends everything by text').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  t.false(await page.getByLabel('A STOP ends everything by text').isChecked());
});
