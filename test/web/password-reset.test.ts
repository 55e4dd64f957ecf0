import test from 'ava';
import { notedProcesses, resetActivities } from '../_support/password-resets.ts';
import { faultsOf, shoot, webTest } from '../_support/web.ts';

for (const javaScriptEnabled of [true, false]) {
  test(`a person sets a new password by the link, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async (t) => {
    const { processes, started } = notedProcesses();
    const web = await webTest(t, { processes });
    const work = await resetActivities(t, web.services);
    const home = await web.signedIn();
    await home.goto('/settings/account');
    const email = /\S+@example\.com/.exec(await home.getByText('You sign in as').innerText())?.[0];
    const page = await web.open({ javaScriptEnabled });
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.waitForURL('**/forgot-password');
    await page.getByLabel('E-mail').fill(email ?? '');
    await shoot(page, `forgot-${javaScriptEnabled}`);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    await shoot(page, `asked-${javaScriptEnabled}`);
    const { input } = started.at(-1) ?? t.fail();
    await work.mailLink(input);
    const link = `/reset-password/${await work.tokenTo(email ?? '')}`;
    const answer = await page.goto(link);
    t.is(answer?.headers()['referrer-policy'], 'no-referrer');
    if (javaScriptEnabled) t.deepEqual(await faultsOf(page), []);
    const field = page.getByLabel('New password', { exact: true });
    await field.fill('short');
    await shoot(page, `choose-${javaScriptEnabled}`);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Must have at least 10 characters').waitFor();
    await field.fill('seven green umbrellas');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your new password is set. Sign in with it.').waitFor();
    await shoot(page, `set-${javaScriptEnabled}`);
    await page.getByLabel('E-mail').fill(email ?? '');
    await page.getByLabel('Password', { exact: true }).fill('seven green umbrellas');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${web.url}/`);
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await shoot(page, `dead-${javaScriptEnabled}`);
    await home.goto('/contacts');
    t.true(home.url().includes('/sign-in'));
  });
}
