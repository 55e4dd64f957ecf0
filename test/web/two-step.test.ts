import test from 'ava';
import { codeOf } from '../_support/app-codes.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('a person sets up an app, signs in with its code, keeps new backup codes, and turns it off', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings/account');
  const email = /\S+@example\.com/.exec(await page.getByText('You sign in as').innerText())?.[0];
  await page.getByRole('link', { name: 'Set it up' }).click();
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('not my password');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('is not your password').waitFor();
  await password.fill('a long enough password');
  await page.getByRole('button', { name: 'Continue' }).click();

  await page.getByText('1. Scan this with the app').waitFor();
  t.deepEqual(await faultsOf(page), []);
  const secret = await page.getByText(/^[A-Z2-7]{32,}$/).innerText();
  const codes = await page.locator('pre').innerText();
  const code = page.getByLabel('Code', { exact: true });
  await code.fill('000000');
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByText('is not the one that the app shows now').waitFor();
  t.true(await page.getByText(secret).isVisible(), 'a wrong code does not begin anew');
  await code.fill(codeOf(secret, -1));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByText('Two-step sign-in is on.').waitFor();

  const other = await web.open();
  await other.goto('/contacts');
  const signIn = async (): Promise<void> => {
    await other.getByLabel('E-mail').fill(email ?? '');
    await other.getByLabel('Password', { exact: true }).fill('a long enough password');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL(/sign-in\/code/);
  };
  await signIn();
  t.deepEqual(await faultsOf(other), []);
  await other.getByLabel('Code', { exact: true }).fill('no code');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByText('must be the six digits').waitFor();
  await other.getByLabel('Code', { exact: true }).fill(codeOf(secret));
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.waitForURL('**/contacts');

  await page.getByRole('link', { name: 'Manage' }).click();
  await page.getByLabel('Password', { exact: true }).first().fill('a long enough password');
  await page.getByRole('button', { name: 'Make new codes' }).click();
  await page.getByText('Your new backup codes').waitFor();
  const fresh = await page.locator('pre').innerText();
  t.not(fresh, codes);
  t.is(fresh.trim().split(/\s+/).length, 10);

  await page.getByLabel('Password', { exact: true }).last().fill('a long enough password');
  await page.getByRole('button', { name: 'Turn off two-step sign-in' }).click();
  await page.getByText('Two-step sign-in is off.').waitFor();
});
