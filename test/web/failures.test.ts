import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { until } from '../_support/until.ts';
import { faultsOf, webTest } from '../_support/web.ts';

test('whoever is of a suspended organization is told so on a page, a script by problem+json', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/settings');
  const id = (await page.getByText(/^[0-9a-f]{8}-[0-9a-f-]{27}$/).textContent()) ?? '';
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query(`update tenants set status = 'suspended' where tenant_id = $1`, [id]);

  const answer = await page.goto('/contacts');
  t.is(answer?.status(), 403);
  t.true(await page.getByText('This organization is suspended.').isVisible());
  t.deepEqual(await faultsOf(page), []);
  const asked = await page.request.get('/contacts', { headers: { accept: 'application/json' } });
  t.is(asked.headers()['content-type'], 'application/problem+json');
});

test('Ctrl-K finds a contact and a page, by keys alone', async (t) => {
  const web = await webTest(t);
  const page = await web.signedIn();
  await page.goto('/contacts/new');
  await page.getByLabel('Name').fill('Margaret Hamilton');
  await page.getByLabel('E-mail').fill('margaret@example.com');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('The contact was added.').waitFor();
  const here = new URL(page.url()).pathname;
  await page.goto('/audit');
  // Before the page's script has taken over nobody listens; a person presses again.
  await until(async () => {
    await page.keyboard.press('Control+k');
    return page.getByRole('dialog').isVisible();
  });
  const answered = page.waitForResponse((r) => r.url().includes('example.com'));
  await page.keyboard.type('margaret@example.com');
  await answered;
  await page.getByRole('dialog').locator(`a[href="${here}"]`).waitFor();
  t.deepEqual(await faultsOf(page), []);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${here}`);
  t.pass();
});
