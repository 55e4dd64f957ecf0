import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import test from 'ava';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { invitationToken } from '../_support/invitations.ts';
import { faultsOf, webTest, type WebTest } from '../_support/web.ts';

const someone = (): string => `invited-${randomUUID()}@example.com`;
const PASSWORD = 'seven green umbrellas';

/** Invites by the API of the page's session. @returns the path of the link */
async function invited(web: WebTest, page: Page, email: string, role = 'member'): Promise<string> {
  const headers = { origin: web.url };
  const made = await page.request.post('/api/v1/invitations', { headers, data: { email, role } });
  const { id } = await made.json();
  const { id: organization } = await (await page.request.get('/api/v1/organizations/me')).json();
  return `/invitations/accept/${await invitationToken(web.services, organization, id)}`;
}

for (const javaScriptEnabled of [true, false]) {
  test(`a new person joins by the link, ${javaScriptEnabled ? 'with' : 'without'} a script`, async (t) => {
    const web = await webTest(t);
    const owner = await web.signedIn();
    const email = someone();
    const path = await invited(web, owner, email);
    const page = await web.open({ javaScriptEnabled, ...(javaScriptEnabled ? {} : { viewport: { width: 390, height: 844 } }) });
    await page.goto(path);
    await page.getByRole('heading', { name: 'Join Blossom & Sons' }).waitFor();
    if (javaScriptEnabled) t.deepEqual(await faultsOf(page), []);
    t.is(await page.getByLabel('E-mail').inputValue(), email);
    await page.getByLabel('Your name').fill('Grace');
    const password = page.getByLabel('Choose a password', { exact: true });
    await password.fill('short');
    await page.getByRole('button', { name: 'Accept and join' }).click();
    await page.getByText('Must have at least 10 characters').waitFor();
    t.is(await page.getByLabel('Your name').inputValue(), 'Grace');
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Accept and join' }).click();
    await page.waitForURL(`${web.url}/`);
    await page.getByRole('heading', { name: 'Hello, Grace' }).waitFor();
    const answer = await page.goto(path);
    t.is(answer?.status(), 410);
    await page.getByText('This invitation was accepted already; sign in').waitFor();
  }); // prettier-ignore
}

test('somebody with an account signs in, then confirms; somebody else is asked to sign out', async (t) => {
  const web = await webTest(t);
  const owner = await web.signedIn();
  const guest = await web.signedIn();
  const { email } = await (await guest.request.get('/api/v1/users/me')).json();
  const path = await invited(web, owner, email, 'viewer');
  // The owner opens the link: not theirs.
  await owner.goto(path);
  await owner.getByText(`The invitation is for ${email}, but you are signed in as`).waitFor();
  await owner.getByRole('button', { name: 'Sign out' }).click();
  await owner.getByText('You have an account with this address. Sign in first.').waitFor();
  t.deepEqual(await faultsOf(owner), []);
  await owner.getByLabel('Password', { exact: true }).fill('not the password');
  await owner.getByRole('button', { name: 'Sign in' }).click();
  await owner.getByText('This is wrong').waitFor();
  await owner.getByLabel('Password', { exact: true }).fill('a long enough password');
  await owner.getByRole('button', { name: 'Sign in' }).click();
  await owner.getByText(`You are signed in as ${email}.`).waitFor();
  await owner.getByRole('button', { name: 'Accept and join' }).click();
  await owner.waitForURL(`${web.url}/`);
  t.like(await (await owner.request.get('/api/v1/users/me')).json(), { email, role: 'viewer' });
}); // prettier-ignore

test('members are invited one by one and by pasted lines; a link is sent again, an invitation withdrawn', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings/invitations');
  const email = someone();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('The invitation is on its way.').waitFor();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('This has a pending invitation; send it again instead').waitFor();

  const lines = ['Address,Role', someone(), `"${someone()}";Viewer`, 'nobody', `${email}, admin`, `${someone()}\tboss`];
  await page.getByLabel('Addresses').fill(lines.join('\n'));
  await page.getByRole('button', { name: 'Invite them all' }).click();
  await page.getByText('Invited: 2 of 5').waitFor();
  const said = page.getByRole('list', { name: 'What became of each line' }).getByRole('listitem');
  t.deepEqual((await said.allInnerTexts()).map((one) => one.split(': ').at(-1)), [
    'invited', 'invited', 'The address must be an e-mail address', 'The address has a pending invitation; send it again instead', '“boss” is not a role',
  ]);
  t.is(await page.getByLabel('Addresses').inputValue(), lines.slice(3).join('\n'), 'those to correct');
  t.deepEqual(await faultsOf(page), []);

  const row = page.getByRole('row').filter({ hasText: email });
  await row.getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('button', { name: 'Yes, send it' }).click();
  await page.getByText('A new link is on its way.').waitFor();
  await row.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Yes, withdraw it' }).click();
  await page.getByText('The invitation was withdrawn.').waitFor();
  await page.goto('/settings/invitations?status=canceled');
  await row.getByText('Canceled').waitFor();
  t.is(await page.getByRole('row').count(), 2);
}); // prettier-ignore

test('the token of a link stands in no line of the log and in no Referer', async (t) => {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, new Writable({
    write(chunk, _, next) {
      lines.push(String(chunk));
      next();
    },
  }));
  const web = await webTest(t, { logger });
  const owner = await web.signedIn();
  const path = await invited(web, owner, someone());
  const token = path.split('/').at(-1) ?? '';
  const page = await web.open();
  const referers: string[] = [];
  page.on('request', (request) => void request.allHeaders().then((all) => referers.push(all['referer'] ?? '')).catch(() => undefined));
  const answer = await page.goto(path);
  t.is(answer?.headers()['referrer-policy'], 'strict-origin');
  await page.getByLabel('Your name').fill('Grace');
  await page.getByLabel('Choose a password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Accept and join' }).click();
  await page.waitForURL(`${web.url}/`);
  for (const way of ['validate', 'accept']) {
    const url = `${web.url}/api/v1/invitations/${way}`;
    const json = { 'content-type': 'application/json' };
    const answered = way === 'validate' ? await fetch(`${url}?token=${token}`) : await fetch(url, { method: 'POST', headers: json, body: JSON.stringify({ token }) });
    t.is(answered.status, 410);
    t.false((await answered.text()).includes(token), 'nor in a problem');
  }
  t.true(lines.some((line) => line.includes('/api/v1/invitations/validate')), 'the log has its route');
  t.deepEqual(lines.filter((line) => line.includes(token)), []);
  t.true(referers.length > 3);
  t.deepEqual(referers.filter((one) => one.includes(token)), []);
}); // prettier-ignore
