import test from 'ava';
import { faultsOf, webTest } from '../_support/web.ts';

test('a person changes their password and signs out elsewhere; what is refused is said at its field', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings/account');
  const email = /\S+@example\.com/.exec(await page.getByText('You sign in as').innerText())?.[0];
  const elsewhere = await web.open();
  await elsewhere.goto('/sign-in');
  await elsewhere.getByLabel('E-mail').fill(email ?? '');
  const password = elsewhere.getByLabel('Password', { exact: true });
  await password.fill('a long enough password');
  await password.press('Enter');
  await elsewhere.waitForURL('/');

  await page.reload();
  t.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('button', { name: 'Yes, sign out' }).click();
  await page.getByText('You are signed out everywhere else.', { exact: true }).waitFor();
  t.is(await page.getByRole('table', { name: 'Sessions' }).getByRole('row').count(), 2);
  await elsewhere.goto('/contacts');
  t.true(elsewhere.url().includes('/sign-in'));

  const current = page.getByLabel('Current password', { exact: true });
  await current.fill('not my password');
  await page.getByLabel('New password', { exact: true }).fill('seven green umbrellas');
  const change = page.getByRole('button', { name: 'Change the password' });
  await change.click();
  await page.getByText('is not your password').waitFor();
  t.is(await current.getAttribute('aria-invalid'), 'true');
  await current.fill('a long enough password');
  await change.click();
  await page.getByText('The password was changed.').waitFor();
  t.is(await current.inputValue(), '');
  await page.goto('/contacts');
  t.true(page.url().endsWith('/contacts'));
});
